'use client';

import { amountParts, formatBrl } from '@faturaviva/money';
import { useState } from 'react';
import { rolled } from './rolled.ts';

/** A large amount: small R$, large reais, small cents. Digits that change roll in place; the box never moves. */
export function Amount({ cents }: { cents: number }) {
  const [previous, setPrevious] = useState({ cents, was: cents });
  // The amount before this one, kept while rendering: React's own way to remember a prop that changed.
  if (previous.cents !== cents) setPrevious({ cents, was: previous.cents });
  const now = amountParts(cents);
  const was = amountParts(previous.was);
  return (
    <span className="amount">
      <span className="sr">{formatBrl(cents)}</span>
      <span aria-hidden="true">
        {cents < 0 ? '\u2212' : ''}
        <span className="cur">R$</span>
        <Digits key={`w${cents}`} now={now.whole} was={was.whole} />
        <span className="ct">
          ,<Digits key={`f${cents}`} now={now.fraction} was={was.fraction} />
        </span>
      </span>
    </span>
  );
}

function Digits({ now, was }: { now: string; was: string }) {
  return rolled(now, was).map((cell, index) => {
    // Characters of an amount have no identity but their place.
    const place = now.length - index;
    if (cell.was === null) return cell.now;
    return (
      <span className="digit" key={place}>
        <b>{cell.now}</b>
        <span>
          <i>{cell.was}</i>
          <i>{cell.now}</i>
        </span>
      </span>
    );
  });
}
