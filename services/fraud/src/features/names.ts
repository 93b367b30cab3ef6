/** The features of a purchase, in the order in which they are stored. A new list is a new version. */
export const FEATURES_VERSION = 1;

export const featureNames = [
  // The purchase itself. `amount` in cents.
  'amount',
  'hour',
  'weekend',
  'night',
  'foreign',
  // The customer: against the habit, over the last days, what was unusual lately, what was reported.
  'c_ratio',
  'c_z',
  'c_habit',
  'c_habit_n',
  'c_n1',
  'c_n7',
  'c_n30',
  'c_avg1',
  'c_avg7',
  'c_avg30',
  'c_ratio30',
  'c_m14',
  'c_h14',
  'c_x14',
  'c_n14',
  'c_since_first_h',
  'c_since_last_h',
  'c_n_since_h',
  'c_h30',
  'c_f30',
  'c_fh14',
  'c_fh30',
  'c_first_fh',
  'c_last_fh',
  'c_since_last_s',
  'c_last_ratio',
  'c_n10m',
  'c_n1h',
  'c_cents1h',
  // The merchant, or its terminal: how much, and how much of it was fraud as far as known.
  't_n1',
  't_n7',
  't_n30',
  't_risk1',
  't_risk7',
  't_risk30',
  't_f30',
  't_u28',
  't_u45',
  't_first_u',
  't_last_u',
  't_gen_after_u',
  't_gen_since_first_u',
  't_run',
  't_run_age',
  't_gen_age',
  't_u_age_max',
  't_n_pending',
  't_ratio_amount',
  'c_new_terminal',
] as const;
export type FeatureName = (typeof featureNames)[number];

export type FeatureRecord = Record<FeatureName, number>;

/** As they are stored. */
export const toValues = (features: FeatureRecord): number[] => featureNames.map((name) => features[name]);

export const toRecord = (values: readonly number[]): FeatureRecord =>
  Object.fromEntries(featureNames.map((name, index) => [name, values[index] ?? 0])) as FeatureRecord;
