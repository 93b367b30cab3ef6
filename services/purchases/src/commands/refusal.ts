import { DeclineReason, type Merchant } from '@faturaviva/events';
import { formatBrl, policyOf, splitInstalments } from '@faturaviva/money';
import { z } from 'zod';
import type { AccountState } from '../account.ts';
import type { Decision } from '../command.ts';
import { cardOf } from './fields.ts';

/** What an answer says beside the rest when a card machine is told no. `message` is for the holder. */
export const Declined = z.object({
  reason: DeclineReason.optional(),
  message: z.string().optional(),
  availableCents: z.int().optional(),
});

interface Refusal {
  reason: DeclineReason;
  message: string;
  availableCents?: number;
}

interface Asked {
  cardId: string;
  amountCents: number;
  instalments: number;
}

/** Why a card machine is told no; `null` when it is not. */
export function refusal(account: AccountState, { cardId, amountCents, instalments }: Asked): Refusal | null {
  if (cardOf(account, cardId).blocked) {
    return { reason: 'card-blocked', message: 'Este cartão está bloqueado. Desbloqueie-o para voltar a comprar.' };
  }
  const smallest = splitInstalments(amountCents, instalments).at(-1) ?? amountCents;
  const { smallestInstalmentCents } = policyOf(account.policy);
  if (instalments > 1 && smallest < smallestInstalmentCents) {
    const message = `Cada parcela precisa ter ao menos ${formatBrl(smallestInstalmentCents)}. Escolha menos parcelas.`;
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
export function decline(
  data: Asked & { purchaseId: string; merchant: Merchant; occurredAt: string },
  { message, ...because }: Refusal,
  answer: object,
): Decision {
  return {
    facts: [{ type: 'br.faturaviva.CompraNegada.v1', data: { ...data, ...because } }],
    status: 200,
    answer: { ...answer, status: 'declined', message, ...because },
  };
}
