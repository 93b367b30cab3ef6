import { AmountCents, DeclineReason, Merchant, Uuid } from '@faturaviva/events';
import { formatBrl, splitInstalments } from '@faturaviva/money';
import { z } from 'zod';
import type { AccountState } from '../account.ts';
import { defineCommand } from '../command.ts';
import { cardOf, Moment, mustBeOpen } from './fields.ts';

/** Policy v1: a plan whose instalment is below R$ 5.00 is refused. */
const SMALLEST_INSTALMENT_CENTS = 500;

const Body = z.strictObject({
  cardId: Uuid,
  amountCents: AmountCents,
  instalments: z.int().min(1).max(24).default(1),
  merchant: z.strictObject(Merchant.shape),
  occurredAt: Moment.optional(),
});

interface Refusal {
  reason: DeclineReason;
  message: string;
  availableCents?: number;
}

function refusal(account: AccountState, { cardId, amountCents, instalments }: z.infer<typeof Body>): Refusal | null {
  if (cardOf(account, cardId).blocked) {
    return { reason: 'card-blocked', message: 'Este cartão está bloqueado. Desbloqueie-o para voltar a comprar.' };
  }
  const smallest = splitInstalments(amountCents, instalments).at(-1) ?? amountCents;
  if (instalments > 1 && smallest < SMALLEST_INSTALMENT_CENTS) {
    const message = `Cada parcela precisa ter ao menos ${formatBrl(SMALLEST_INSTALMENT_CENTS)}. Escolha menos parcelas.`;
    return { reason: 'instalment-too-small', message };
  }
  const availableCents = account.limitCents - account.usedCents;
  if (amountCents > availableCents) {
    const missing = formatBrl(amountCents - availableCents);
    const hint = availableCents > 0 ? ` Tente até ${formatBrl(availableCents)} ou antecipe um pagamento.` : '';
    return {
      reason: 'limit-exceeded',
      message: `Faltam ${missing} de limite. Nada foi cobrado.${hint}`,
      availableCents,
    };
  }
  return null;
}

/** A decline is no error: it is recorded as CompraNegada and answered with 200. Only an approval is a 201. */
export const purchase = defineCommand({
  name: 'purchase',
  path: '/v1/purchases',
  summary: 'Authorise a card purchase',
  params: z.object({}),
  body: Body,
  answer: z.object({
    purchaseId: z.uuid(),
    status: z.enum(['approved', 'declined']),
    reason: DeclineReason.optional(),
    message: z.string().optional(),
    availableCents: z.int().optional(),
    accountId: z.uuid(),
    cardId: z.uuid(),
    amountCents: z.int(),
    instalments: z.int(),
    seq: z.int(),
    postedAt: z.string(),
  }),
  account: { byCard: (body) => body.cardId },
  once: 'key',
  claims: 'occurredAt',
  decide(state, { body, id: purchaseId, accountId, postedAt }) {
    const account = mustBeOpen(state);
    const { cardId, amountCents, instalments, merchant } = body;
    const data = { purchaseId, cardId, amountCents, instalments, merchant, occurredAt: body.occurredAt ?? postedAt };
    const answer = { accountId, cardId, amountCents, instalments, seq: account.seq + 1, postedAt };
    const refused = refusal(account, body);
    if (!refused) {
      return {
        facts: [{ type: 'br.faturaviva.CompraEfetuada.v1', data: { ...data, policy: account.policy } }],
        status: 201,
        answer: { purchaseId, status: 'approved', ...answer },
      };
    }
    const { message, ...because } = refused;
    return {
      facts: [{ type: 'br.faturaviva.CompraNegada.v1', data: { ...data, ...because } }],
      status: 200,
      answer: { purchaseId, status: 'declined', message, ...because, ...answer },
    };
  },
});
