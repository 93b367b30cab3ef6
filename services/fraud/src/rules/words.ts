import type { FraudReason } from '@faturaviva/events';
import { type FeatureName, type FeatureRecord, featureNames } from '../features/names.ts';

interface Wording {
  /** From here on the feature is worth a sentence. */
  from: number;
  /** How far it is from ordinary, for the order of sentences: 1 at the threshold. */
  weight?: (value: number) => number;
  pt: (value: number) => string;
  en: (value: number) => string;
}

const decimal = (locale: string) => {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return (value: number) => format.format(value);
};
const ptNumber = decimal('pt-BR');
const enNumber = decimal('en');
const percent = (value: number) => `${Math.round(value * 100)}%`;
const plural = (value: number, one: string, many: string) => `${value} ${value === 1 ? one : many}`;

/** Features that a person can check against what they know of a customer or of a shop. */
const wordings: Partial<Record<FeatureName, Wording>> = {
  c_ratio: {
    from: 2.5,
    pt: (value) => `Valor ${ptNumber(value)} vezes o habitual do cliente`,
    en: (value) => `Amount ${enNumber(value)} times the customer's usual one`,
  },
  c_fh30: {
    from: 1,
    weight: (value) => 2 + value,
    pt: (value) => `${plural(value, 'compra alta', 'compras altas')} deste cliente não reconhecidas em 30 dias`,
    en: (value) => `${plural(value, 'high purchase', 'high purchases')} of this customer reported in 30 days`,
  },
  c_h30: {
    from: 3,
    pt: (value) => `${value} compras muito acima do habitual em 30 dias`,
    en: (value) => `${value} purchases far above the usual amount in 30 days`,
  },
  c_n10m: {
    from: 3,
    pt: (value) => `${value} compras deste cliente nos 10 minutos anteriores`,
    en: (value) => `${value} purchases of this customer in the 10 minutes before`,
  },
  c_n1h: {
    from: 6,
    pt: (value) => `${value} compras deste cliente na hora anterior`,
    en: (value) => `${value} purchases of this customer in the hour before`,
  },
  t_u28: {
    from: 1,
    weight: (value) => 1.5 + value,
    pt: (value) =>
      `${plural(value, 'compra comum', 'compras comuns')} neste estabelecimento não reconhecidas em 28 dias`,
    en: (value) => `${plural(value, 'ordinary purchase', 'ordinary purchases')} at this merchant reported in 28 days`,
  },
  t_risk30: {
    from: 0.1,
    weight: (value) => value * 10,
    pt: (value) => `${percent(value)} das compras neste estabelecimento foram fraude (30 dias apurados)`,
    en: (value) => `${percent(value)} of purchases at this merchant were fraud (30 settled days)`,
  },
  t_ratio_amount: {
    from: 3,
    pt: (value) => `Valor ${ptNumber(value)} vezes o médio deste estabelecimento`,
    en: (value) => `Amount ${enNumber(value)} times the merchant's mean`,
  },
  foreign: { from: 1, weight: () => 1, pt: () => 'Compra no exterior', en: () => 'Purchase abroad' },
  night: { from: 1, weight: () => 0.8, pt: () => 'Compra de madrugada', en: () => 'Purchase at night' },
  c_new_terminal: {
    from: 1,
    weight: () => 0.6,
    pt: () => 'Primeira compra do cliente neste estabelecimento',
    en: () => 'First purchase of the customer at this merchant',
  },
};

/**
 * What stands out of a purchase's features, in words. In the order given, such as the model's; without one, by how far
 * each is from ordinary.
 */
export function strongest(features: FeatureRecord, order?: readonly FeatureName[]): FraudReason[] {
  const worded = (order ?? featureNames).flatMap((name) => {
    const wording = wordings[name];
    const value = features[name];
    if (!wording || value < wording.from) return [];
    const weight = wording.weight?.(value) ?? value / wording.from;
    return [{ weight, reason: { code: `feature:${name}`, pt: wording.pt(value), en: wording.en(value) } }];
  });
  const sorted = order ? worded : worded.toSorted((a, b) => b.weight - a.weight);
  return sorted.map(({ reason }) => reason);
}

/** Where no feature by itself can be told in a sentence: the model sees them together. */
export const learntReason = (probability: number): FraudReason => ({
  code: 'model',
  pt: `O modelo estima em ${percent(probability)} a chance de fraude, pelo conjunto da compra`,
  en: `The model puts the chance of fraud at ${percent(probability)}, by the purchase as a whole`,
});
