'use client';

import { useState } from 'react';

/** What our own simulator routes answer. */
type Answer =
  | { status: 'approved'; purchaseId: string; amountCents: number }
  | {
      status: 'declined';
      purchaseId: string;
      amountCents: number;
      reason: string;
      message: string;
      availableCents?: number;
    }
  | { paymentId: string; amountCents: number };

type Order = { preset: string } | { amountCents: number; instalments: number };

/** What the one result slot shows. `tappedAt`: this browser's epoch ms. */
export type TapResult =
  | { kind: 'idle' }
  | { kind: 'waiting'; name: string; amountCents: number }
  | { kind: 'approved'; name: string; amountCents: number; purchaseId: string; tappedAt: number }
  | {
      kind: 'declined';
      name: string;
      amountCents: number;
      reason: string;
      message: string;
      availableCents: number | null;
    }
  | { kind: 'paid'; amountCents: number }
  | { kind: 'failed'; name: string; amountCents: number; retry: () => void };

interface Tap {
  path: string;
  body: Record<string, unknown>;
  name: string;
  amountCents: number;
}

const LIMIT_MS = 8_000;

/** One tap at a time. A tap has one key however often it is sent: trying again never charges twice. */
export function useTaps(person: string) {
  const [result, setResult] = useState<TapResult>({ kind: 'idle' });
  const buy = (order: Order, name: string, amountCents: number) =>
    void send(setResult, {
      path: '/api/simulator/purchases',
      body: { person, key: newKey(), ...order },
      name,
      amountCents,
    });
  const pay = (name: string, amountCents: number) =>
    void send(setResult, {
      path: '/api/simulator/payments',
      body: { person, key: newKey(), amountCents },
      name,
      amountCents,
    });
  return { result, buy, pay };
}

async function send(show: (result: TapResult) => void, tap: Tap): Promise<void> {
  const { name, amountCents } = tap;
  show({ kind: 'waiting', name, amountCents });
  const tappedAt = Date.now();
  try {
    show(resultOf(await post(tap), name, tappedAt));
  } catch {
    show({ kind: 'failed', name, amountCents, retry: () => void send(show, tap) });
  }
}

async function post({ path, body }: Tap): Promise<Answer> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (!response.ok) throw new Error(`not answered: ${response.status}`);
  return response.json();
}

function resultOf(answer: Answer, name: string, tappedAt: number): TapResult {
  const { amountCents } = answer;
  if ('paymentId' in answer) return { kind: 'paid', amountCents };
  if (answer.status === 'approved') {
    return { kind: 'approved', name, amountCents, purchaseId: answer.purchaseId, tappedAt };
  }
  const { reason, message, availableCents = null } = answer;
  return { kind: 'declined', name, amountCents, reason, message, availableCents };
}

/** A random UUID, also where the page is served without TLS to a phone: `randomUUID` exists on secure pages only. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
