import type { InvoiceState } from '@faturaviva/events';

/** How a state is shown: an icon and a word, and colour beside them; never colour alone. */
export const stateSigns = {
  FUTURA: { icon: 'calendar-clock', colour: 'var(--future)', tag: 'future' },
  ABERTA: { icon: 'broadcast', colour: 'var(--live)', tag: 'live' },
  FECHADA: { icon: 'lock', colour: undefined, tag: '' },
  PAGA: { icon: 'check', colour: undefined, tag: '' },
  PAGA_PARCIAL: { icon: 'clock', colour: undefined, tag: 'attention' },
  ATRASADA: { icon: 'warning', colour: undefined, tag: 'danger' },
  PARCELADA: { icon: 'layers', colour: undefined, tag: '' },
  CREDORA: { icon: 'undo', colour: undefined, tag: '' },
} as const satisfies Record<InvoiceState, { icon: string; colour: string | undefined; tag: string }>;
