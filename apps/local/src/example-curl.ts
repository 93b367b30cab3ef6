import { z } from 'zod';
import { shownPath } from './lines.ts';
import type { Running } from './product.ts';

const Accounts = z.object({ accounts: z.array(z.object({ accountId: z.uuid() })) });
const Snapshot = z.object({ cards: z.array(z.object({ cardId: z.uuid() })) });

/** A purchase with Marina's card, who stands first on the entry page, ready to be pasted; `null` when she is not there. */
export async function exampleCurl({ addresses: { urls }, keys }: Running): Promise<string | null> {
  const ask = async <T>(where: string, shape: z.ZodType<T>): Promise<T> => {
    const headers = { authorization: `Bearer ${keys.read.value}` };
    const response = await fetch(`${urls.invoices}${where}`, { headers, signal: AbortSignal.timeout(3_000) });
    return shape.parse(await response.json());
  };
  try {
    const { accounts } = await ask('/v1/accounts?portfolio=demo&reference=demo:marina', Accounts);
    const { cards } = await ask(`/v1/accounts/${accounts[0]?.accountId}/snapshot`, Snapshot);
    const body = {
      cardId: cards[0]?.cardId,
      amountCents: 850,
      merchant: { id: 'padaria-da-esquina', name: 'Padaria da Esquina', mcc: '5462' },
    };
    const key = shownPath(keys.purchase.file);
    return [
      `curl -s ${urls.purchases}/v1/purchases -H "Authorization: Bearer $(cat ${key})"`,
      `-H "Idempotency-Key: $(date +%s%N)" -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`,
    ].join(' \\\n            ');
  } catch {
    return null;
  }
}
