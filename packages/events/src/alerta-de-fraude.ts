import { z } from 'zod';
import { AmountCents, defineFact, type FactOf, Merchant } from './fact.ts';

/** Why a purchase looks like fraud, in words for people; `code` is the rule or the feature that it comes from. */
export const FraudReason = z.object({
  code: z.string().min(1).max(80),
  pt: z.string().min(1).max(300),
  en: z.string().min(1).max(300),
});
export type FraudReason = z.infer<typeof FraudReason>;

/**
 * On `fraud-alerts`: a purchase that people should look at. The envelope's `seq`, `cycle` and `time` are those of the
 * purchase's fact, its id is derived from that fact's: raised again, it is the same alert.
 */
export const AlertaDeFraude = defineFact('br.faturaviva.AlertaDeFraude.v1', {
  alertId: z.uuid(),
  purchaseId: z.uuid(),
  cardId: z.uuid(),
  amountCents: AmountCents,
  merchant: Merchant,
  /** In [0, 1]: how likely it is that the holder did not make this purchase. */
  score: z.number().min(0).max(1),
  /** What scored it, each part with its version: `rules:3+model:2`. */
  scorer: z.string(),
  /** The strongest first. */
  reasons: z.array(FraudReason).max(10),
});
export type AlertaDeFraude = FactOf<typeof AlertaDeFraude>;
