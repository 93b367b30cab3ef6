import { setTimeout as sleep } from 'node:timers/promises';
import type { FindingCode } from '../checker/findings.ts';
import type { Scenario } from './scenario.ts';

/** What happens to a cluster while its clients buy. Each leaves the code as it is without a finding. */
export const provocations = {
  /** Nothing but load, on few accounts: everybody wants the same rows. */
  crowd: async (scenario) => {
    await scenario.under(() => sleep(2_500));
  },
  /** A reader dies before its COMMIT, the other one after it. */
  'dying readers': async ({ cluster, load }) => {
    const deaths = { 'invoices-1': ['reader.before-commit@8'], 'invoices-2': ['reader.after-commit@8'] };
    await cluster.arm(deaths);
    load.start();
    await cluster.died(deaths);
    await load.stop();
  },
  /** Nobody else buys, and the reader dies between its COMMIT and its publish: nothing newer can heal it. */
  'a last purchase': async ({ cluster, load }) => {
    const deaths = { 'invoices-1': ['reader.after-commit'], 'invoices-2': ['reader.after-commit'] };
    await cluster.arm(deaths);
    await load.buyOnce();
    await cluster.oneDied(deaths);
  },
  /** One that decides is stopped again and again, now and then between its facts and their COMMIT. */
  'late commits': async ({ cluster, load }) => {
    await cluster.relayByTheFirst();
    load.start();
    const process = cluster.process('purchases-2');
    for (let round = 0; round < 40; round++) {
      process.pause();
      await sleep(100);
      process.resume();
      await sleep(25 + (round % 7) * 3);
    }
    await load.stop();
  },
  /** The broker answers nothing for a while, and facts pile up in the outbox. */
  'a stalled broker': async ({ cluster, load }) => {
    load.start();
    for (let round = 0; round < 2; round++) {
      await sleep(700);
      process.kill(cluster.stack.kafka.pid, 'SIGSTOP');
      await sleep(1_200);
      process.kill(cluster.stack.kafka.pid, 'SIGCONT');
    }
    await load.stop();
  },
  /** The broker dies with what it was sent, and comes back. */
  'a dying broker': async ({ cluster, load }) => {
    load.start();
    await sleep(1_200);
    await cluster.stack.kafka.kill();
    await cluster.stack.kafka.start();
    await sleep(1_000);
    await load.stop();
  },
} satisfies Record<string, (scenario: Scenario) => Promise<void>>;
export type Provocation = keyof typeof provocations;

interface Edit {
  /** From the root of the tree. */
  file: string;
  /** Occurs once. */
  find: string;
  replace: string;
}

export interface Mutation {
  name: string;
  edits: Edit[];
  provocation: Provocation;
  /** At least one of these must be found. */
  found: FindingCode[];
}

const READER = 'packages/kafka/src/deliveries.ts';
const RELAY = 'services/purchases/src/relay-session.ts';
const COMMIT = 'services/purchases/src/commit-decision.ts';
const SQL = 'services/purchases/src/decision-sql.ts';

/** Faults that this product once could have had. The checker finds each of them. */
export const mutations: Mutation[] = [
  {
    name: 'publish before COMMIT',
    edits: [
      {
        file: READER,
        find: 'const taken = await takeBatch(',
        replace: 'await this.#options.publish?.(records, at);\n    const taken = await takeBatch(',
      },
      {
        file: READER,
        find: "        await this.#options.publish?.(records, at);\n        failpoint('reader.after-publish');",
        replace: "        failpoint('reader.after-publish');",
      },
    ],
    provocation: 'crowd',
    found: ['not-converged'],
  },
  {
    name: '`next` outside the transaction',
    edits: [
      {
        file: 'packages/kafka/src/take-batch.ts',
        find: `    if (applied.length > 0) await apply(tx, applied, { topic: place.topic, partition: place.partition });
    await moveOffset(tx, place, after);`,
        replace: `    await moveOffset(tx, place, after);
    await tx.query('COMMIT');
    await tx.query('BEGIN');
    await apply(tx, applied, { topic: place.topic, partition: place.partition });`,
      },
    ],
    provocation: 'dying readers',
    found: ['applied-differs', 'waiting', 'missing-line'],
  },
  {
    name: 'early return on a duplicate',
    edits: [
      {
        file: READER,
        find: 'await this.#options.publish?.(records, at);',
        replace: 'if (taken.applied.length > 0) await this.#options.publish?.(records, at);',
      },
    ],
    provocation: 'a last purchase',
    found: ['not-converged'],
  },
  {
    name: 'outbox id drawn before the account lock',
    edits: [
      {
        file: COMMIT,
        find: '  // 2. Lock the accounts in id order.',
        replace: `  await tx.query("SELECT set_config('mutated.drawn', nextval('outbox_id_seq')::text, true), pg_sleep(random() * 0.01)");
  // 2. Lock the accounts in id order.`,
      },
      {
        file: SQL,
        find: `INSERT INTO outbox (day, partition, account_id, seq, cycle, type, fact_id, at, payload, traceparent, repairs)
      SELECT $14::date,`,
        replace: `INSERT INTO outbox (id, day, partition, account_id, seq, cycle, type, fact_id, at, payload, traceparent, repairs)
      SELECT current_setting('mutated.drawn')::bigint * 1000 + v.n, $14::date,`,
      },
    ],
    provocation: 'a stalled broker',
    found: ['inversion'],
  },
  {
    name: 'relay by cursor instead of unsent rows',
    edits: [
      {
        file: RELAY,
        find: '      if (known > floor) this.#floors.set(partition, known);',
        replace: `      const newest = byPartition.get(partition)?.at(-1);
      if (known > floor && newest) this.#floors.set(partition, BigInt(newest.id));`,
      },
    ],
    provocation: 'late commits',
    found: ['not-relayed', 'gap', 'inversion'],
  },
  {
    name: 'two requests in flight per partition',
    edits: [
      {
        file: RELAY,
        find: 'sendable.filter(([partition]) => !this.#inFlight.has(partition))',
        replace: 'sendable.filter(() => this.#sends.size < 200)',
      },
      {
        file: RELAY,
        find: '      if (known > floor) this.#floors.set(partition, known);',
        replace: `      const newest = byPartition.get(partition)?.at(-1);
      if (newest && known >= 0n && floor >= 0n) this.#floors.set(partition, BigInt(newest.id));`,
      },
      {
        file: 'packages/kafka/src/producer.ts',
        find: 'const landed = this.#turns.take(`${topic}/${partition}`, () => this.#landAll(topic, partition, records, signal));',
        replace: 'const landed = this.#landAll(topic, partition, records, signal);',
      },
    ],
    provocation: 'a dying broker',
    found: ['inversion'],
  },
  {
    name: 'check-then-write limit, without the lock',
    edits: [{ file: SQL, find: 'ORDER BY id FOR NO KEY UPDATE`', replace: 'ORDER BY id`' }],
    provocation: 'crowd',
    found: ['other-bytes', 'overspent', 'gap', 'purchases-differ'],
  },
  {
    name: 'one handler per type',
    edits: [
      {
        file: 'services/invoices/src/apply-batch.ts',
        find: 'const difference = await fold(tx, messages);',
        replace: `const typeOf = ({ record }: Message): string => record.headers['ce_type'] ?? '';
    const difference = await fold(
      tx,
      messages.toSorted((a, b) => typeOf(a).localeCompare(typeOf(b))),
    );`,
      },
      {
        file: 'services/invoices/src/rules/fold-batch.ts',
        find: 'else this.#wait(account, message, account.waiting);',
        replace: 'else this.#fold(account, message);',
      },
    ],
    provocation: 'a stalled broker',
    found: ['missing-line', 'applied-differs', 'parked', 'wrong-total'],
  },
  {
    name: 'marked before the acknowledgement',
    edits: [
      {
        file: RELAY,
        find: '    const send = producer',
        replace: `    this.#acknowledged.push(...rows.map((row) => ({ row, offset: 0, at: new Date() })));
    const send = producer`,
      },
    ],
    provocation: 'a dying broker',
    found: ['not-relayed', 'gap'],
  },
  {
    name: 'a key that is not claimed',
    edits: [
      {
        file: COMMIT,
        find: 'const earlier = await sql.claimKeys(tx, claims, month);',
        replace: 'const earlier = new Map<string, never>();',
      },
    ],
    provocation: 'crowd',
    found: ['other-answer', 'doubled', 'lost', 'unasked'],
  },
];
