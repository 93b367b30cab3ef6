/** Questions to begin with. `name`: what people call them, among the words of the page. */
export const EXAMPLES = [
  {
    name: 'byDay',
    sql: `SELECT date, count(*) AS facts, count(*) FILTER (WHERE type = 'CompraEfetuada') AS purchases
FROM facts GROUP BY date ORDER BY date DESC LIMIT 14`,
  },
  {
    name: 'byCategory',
    sql: `SELECT merchant_mcc AS mcc, count(*) AS purchases, round(sum(amount_cents) / 100, 2) AS reais
FROM CompraEfetuada GROUP BY mcc ORDER BY reais DESC LIMIT 10`,
  },
  {
    name: 'byHour',
    sql: `SELECT hour(time) AS hour, count(*) AS purchases, round(avg(amount_cents) / 100, 2) AS average
FROM CompraEfetuada GROUP BY hour ORDER BY hour`,
  },
  {
    name: 'declined',
    sql: `SELECT reason, count(*) AS declined FROM CompraNegada GROUP BY reason ORDER BY declined DESC`,
  },
  { name: 'columns', sql: 'DESCRIBE CompraEfetuada' },
] as const;
