// npm run bench:fraud: how soon after a purchase its score is there, while everything runs. Drives the npm start that
// runs on the data folder with purchases of an own portfolio and prints percentiles; judges nothing.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readState } from '@faturaviva/local/state';
import { percentiles } from './percentiles.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '.data' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
  },
});
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const WARM_UP_SECONDS = 10;
const ACCOUNTS = 400;
const SCORED_LIMIT_MS = 60_000;

const state = readState(values.data);
if (!state) throw new Error(`Nothing runs on ${values.data}: start it with npm start, or name its folder with --data.`);
const { urls, keyFiles } = state;
const keyIn = (file: string) => readFileSync(file, 'utf8').trim();

async function post<T>(path: string, body: object): Promise<T> {
  const response = await fetch(`${urls.purchases}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keyIn(keyFiles.purchase)}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function openCard(reference: string): Promise<string> {
  const terms = { reference, limitCents: 100_000_000, closingDay: 3, dueDay: 10 };
  const { accountId } = await post<{ accountId: string }>('/v1/accounts', terms);
  return (await post<{ cardId: string }>(`/v1/accounts/${accountId}/cards`, { reference: 'main' })).cardId;
}

/** Between the decision about the purchase and the COMMIT of its score, in ms; waits for a score that is not there yet. */
async function scoredAfter(purchaseId: string): Promise<number> {
  const headers = { authorization: `Bearer ${keyIn(keyFiles.console)}` };
  for (const end = Date.now() + SCORED_LIMIT_MS; Date.now() < end; await sleep(200)) {
    const response = await fetch(`${urls.fraud}/v1/purchases/${purchaseId}/score`, { headers });
    if (response.ok) return ((await response.json()) as { latencyMs: number }).latencyMs;
  }
  throw new Error(`${purchaseId} was not scored within ${SCORED_LIMIT_MS / 1000} s.`);
}

const run = randomUUID().slice(0, 8);
const cards: string[] = [];
for (let n = 0; n < ACCOUNTS; n += 1) cards.push(await openCard(`bench-fraud:${run}:${n}`));

const answerMs: number[] = [];
const bought: Promise<string>[] = [];
async function buy(n: number): Promise<string> {
  const began = performance.now();
  const merchant = { id: `bench-${n % 997}`, name: `Loja ${n % 997}`, mcc: '5411' };
  const body = { cardId: cards[(n * 7) % ACCOUNTS], amountCents: 500 + ((n * 37) % 20_000), merchant };
  const { purchaseId } = await post<{ purchaseId: string }>('/v1/purchases', body);
  answerMs.push(performance.now() - began);
  return purchaseId;
}

// Open loop: a slow answer does not slow the next purchase down.
const began = performance.now();
for (let n = 0; n < rate * (WARM_UP_SECONDS + seconds); n += 1) {
  const wait = began + (n * 1000) / rate - performance.now();
  if (wait > 0) await sleep(wait);
  bought.push(buy(n));
}
const ids = await Promise.all(bought);
const took = (performance.now() - began) / 1000;

const latencies: number[] = [];
for (const id of ids.slice(rate * WARM_UP_SECONDS)) latencies.push(await scoredAfter(id));

const round = (times: ReturnType<typeof percentiles>) =>
  Object.entries(times)
    .map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`)
    .join(', ');
const machine = cpus();
process.stdout.write(
  `${ids.length} purchases in ${took.toFixed(1)} s (${(ids.length / took).toFixed(0)}/s, asked for ${rate}/s), ` +
    `${ACCOUNTS} accounts, on ${machine.length} × ${machine[0]?.model.trim()}; this bench runs on them too\n` +
    `answer:             ${round(percentiles(answerMs))}\n` +
    `purchase to score:  ${round(percentiles(latencies))} (the first ${WARM_UP_SECONDS} s left out)\n`,
);
