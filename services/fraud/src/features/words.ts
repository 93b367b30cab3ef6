import type { FeatureName } from './names.ts';

/** What a value is counted in. `count`, `days`, `seconds`: -1 where there was none. `flag`: 0 or 1. `share`: of 1. */
export const featureUnits = ['cents', 'count', 'days', 'flag', 'hour', 'number', 'seconds', 'share', 'times'] as const;

interface FeatureWords {
  unit: (typeof featureUnits)[number];
  pt: string;
  en: string;
}

const words = (unit: FeatureWords['unit'], pt: string, en: string): FeatureWords => ({ unit, pt, en });

/** What each feature is, for whoever writes rules over it or reads why a purchase was flagged. */
export const featureWords: Record<FeatureName, FeatureWords> = {
  amount: words('cents', 'Valor da compra', 'Amount of the purchase'),
  hour: words('hour', 'Hora do dia', 'Hour of the day'),
  weekend: words('flag', 'Fim de semana', 'Weekend'),
  night: words('flag', 'De madrugada', 'At night'),
  foreign: words('flag', 'No exterior', 'Abroad'),
  c_ratio: words('times', 'Valor comparado ao habitual do cliente', 'Amount against the customer’s usual one'),
  c_z: words('number', 'Desvios-padrão acima do habitual', 'Standard deviations above the usual amount'),
  c_habit: words('cents', 'Valor habitual do cliente', 'The customer’s usual amount'),
  c_habit_n: words('count', 'Compras que formam o hábito', 'Purchases that make up the habit'),
  c_n1: words('count', 'Compras do cliente no dia', 'Purchases of the customer on the day'),
  c_n7: words('count', 'Compras do cliente em 7 dias', 'Purchases of the customer in 7 days'),
  c_n30: words('count', 'Compras do cliente em 30 dias', 'Purchases of the customer in 30 days'),
  c_avg1: words('cents', 'Média do cliente no dia', 'The customer’s mean on the day'),
  c_avg7: words('cents', 'Média do cliente em 7 dias', 'The customer’s mean in 7 days'),
  c_avg30: words('cents', 'Média do cliente em 30 dias', 'The customer’s mean in 30 days'),
  c_ratio30: words('times', 'Valor comparado à média de 30 dias', 'Amount against the mean of 30 days'),
  c_m14: words(
    'count',
    'Compras um pouco acima do habitual em 14 dias',
    'Purchases somewhat above the usual in 14 days',
  ),
  c_h14: words('count', 'Compras bem acima do habitual em 14 dias', 'Purchases well above the usual in 14 days'),
  c_x14: words('count', 'Compras extremas para o cliente em 14 dias', 'Purchases extreme for the customer in 14 days'),
  c_n14: words('count', 'Compras do cliente em 14 dias', 'Purchases of the customer in 14 days'),
  c_since_first_h: words('days', 'Desde a primeira compra alta em 14 dias', 'Since the first high purchase in 14 days'),
  c_since_last_h: words('days', 'Desde a última compra alta em 14 dias', 'Since the last high purchase in 14 days'),
  c_n_since_h: words('count', 'Compras desde a primeira compra alta', 'Purchases since the first high one'),
  c_h30: words('count', 'Compras muito acima do habitual em 30 dias', 'Purchases far above the usual in 30 days'),
  c_f30: words('count', 'Compras não reconhecidas em 30 dias', 'Purchases reported in 30 days'),
  c_fh14: words('count', 'Compras altas não reconhecidas em 14 dias', 'High purchases reported in 14 days'),
  c_fh30: words('count', 'Compras altas não reconhecidas em 30 dias', 'High purchases reported in 30 days'),
  c_first_fh: words('days', 'Desde a primeira compra alta não reconhecida', 'Since the first high purchase reported'),
  c_last_fh: words('days', 'Desde a última compra alta não reconhecida', 'Since the last high purchase reported'),
  c_since_last_s: words('seconds', 'Desde a compra anterior', 'Since the purchase before'),
  c_last_ratio: words('times', 'Compra anterior comparada ao habitual', 'The purchase before against the usual amount'),
  c_n10m: words('count', 'Compras do cliente nos 10 minutos anteriores', 'Purchases in the 10 minutes before'),
  c_n1h: words('count', 'Compras do cliente na hora anterior', 'Purchases in the hour before'),
  c_cents1h: words('cents', 'Total do cliente na hora anterior', 'The customer’s total in the hour before'),
  t_n1: words('count', 'Compras no estabelecimento no dia', 'Purchases at the merchant on the day'),
  t_n7: words('count', 'Compras no estabelecimento em 7 dias', 'Purchases at the merchant in 7 days'),
  t_n30: words('count', 'Compras no estabelecimento em 30 dias', 'Purchases at the merchant in 30 days'),
  t_risk1: words('share', 'Fraude no estabelecimento, 1 dia apurado', 'Fraud at the merchant, 1 settled day'),
  t_risk7: words('share', 'Fraude no estabelecimento, 7 dias apurados', 'Fraud at the merchant, 7 settled days'),
  t_risk30: words('share', 'Fraude no estabelecimento, 30 dias apurados', 'Fraud at the merchant, 30 settled days'),
  t_f30: words('count', 'Não reconhecidas no estabelecimento em 30 dias', 'Reported at the merchant in 30 days'),
  t_u28: words(
    'count',
    'Compras comuns não reconhecidas no estabelecimento em 28 dias',
    'Ordinary purchases reported at the merchant in 28 days',
  ),
  t_u45: words(
    'count',
    'Compras comuns não reconhecidas no estabelecimento em 45 dias',
    'Ordinary purchases reported at the merchant in 45 days',
  ),
  t_first_u: words(
    'days',
    'Desde a primeira compra comum não reconhecida no estabelecimento',
    'Since the first ordinary purchase reported at the merchant',
  ),
  t_last_u: words(
    'days',
    'Desde a última compra comum não reconhecida no estabelecimento',
    'Since the last ordinary purchase reported at the merchant',
  ),
  t_gen_after_u: words(
    'count',
    'Compras genuínas apuradas depois da última não reconhecida',
    'Settled genuine purchases after the last reported one',
  ),
  t_gen_since_first_u: words(
    'count',
    'Compras genuínas apuradas desde a primeira não reconhecida',
    'Settled genuine purchases since the first reported one',
  ),
  t_run: words('count', 'Não reconhecidas seguidas no estabelecimento', 'Reports in a row at the merchant'),
  t_run_age: words('days', 'Desde o começo dessa sequência', 'Since that row of reports began'),
  t_gen_age: words(
    'days',
    'Desde a última compra genuína apurada no estabelecimento',
    'Since the last settled genuine purchase at the merchant',
  ),
  t_u_age_max: words(
    'days',
    'Desde a mais antiga não reconhecida dos 28 dias',
    'Since the oldest reported one of the 28 days',
  ),
  t_n_pending: words(
    'count',
    'Compras no estabelecimento ainda por apurar',
    'Purchases at the merchant yet to be settled',
  ),
  t_ratio_amount: words('times', 'Valor comparado à média do estabelecimento', 'Amount against the merchant’s mean'),
  c_new_terminal: words(
    'flag',
    'Primeira vez do cliente no estabelecimento',
    'First time of the customer at the merchant',
  ),
};
