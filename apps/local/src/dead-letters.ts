// npm run dead-letters: messages that no reader could fold, and what an operator does about them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type DeadLetter, DeadLetterApi, Refused } from './dead-letters-api.ts';
import { type Command, parseCommand, USAGE } from './dead-letters-arguments.ts';
import { chainOf, whyNot } from './dead-letters-chain.ts';
import { type Edits, giveUp, mend, placeOf } from './dead-letters-mend.ts';
import { listLines, plural, short, showLines } from './dead-letters-words.ts';
import { deadLettersEnv } from './env.ts';
import { StartFailure } from './failure.ts';
import { findDoors } from './find-product.ts';
import { createPrinter } from './lines.ts';

const print = createPrinter(process.stdout);

/** The one message whose id begins so. @throws StartFailure */
function named(id: string, all: readonly DeadLetter[]): DeadLetter {
  const found = all.filter((letter) => letter.id.startsWith(id.toLowerCase()));
  const [only] = found;
  if (!only) throw new StartFailure(`No parked message has an ID that begins with ${id}.`);
  if (found.length > 1) throw new StartFailure(`${plural(found.length, 'message')} have an ID that begins with ${id}.`);
  return only;
}

/** Sends one message's repair; answers whether it was appended, and says so. */
async function retry(
  api: DeadLetterApi,
  letter: DeadLetter,
  all: readonly DeadLetter[],
  { edits, again }: { edits: Edits; again: boolean },
): Promise<boolean> {
  const chain = chainOf(letter, all);
  const refusal = whyNot(letter, chain, again);
  if (refusal !== null) return say(`${short(letter.id)} ${refusal}.`);
  // A repair that came back is repaired in its turn, under its own place: so each is appended once.
  const mended = mend(
    { ...letter, accountId: chain.root.accountId, seq: chain.root.seq },
    placeOf(chain.newest),
    edits,
  );
  if (mended.kind === 'unfit') return say(`${short(letter.id)} is not sent: ${mended.problems.join('; ')}.`);
  return send(letter, () => api.repair(mended.repair), 'is appended again; the invoices take it in a moment');
}

async function discard(
  api: DeadLetterApi,
  letter: DeadLetter,
  all: readonly DeadLetter[],
  { note, head }: Extract<Command, { name: 'discard' }>,
): Promise<boolean> {
  const { root, newest } = chainOf(letter, all);
  if (letter.state !== 'open') return say(`${short(letter.id)} is ${letter.state} already.`);
  if (!root.repairable || root.state !== 'open')
    return send(letter, () => api.discard(letter.id, note), 'is discarded; nothing waited for it');
  const given = giveUp(root, placeOf(newest), note, head);
  if (given.kind === 'unfit') return say(`${short(letter.id)} is not discarded: ${given.problems.join('; ')}.`);
  return send(letter, () => api.repair(given.repair), 'is given up; what waited for it goes on in a moment');
}

async function send(letter: DeadLetter, work: () => Promise<void>, done: string): Promise<boolean> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return say(`${short(letter.id)}: ${error.message}`);
  }
  print(`${short(letter.id)} ${done}.`);
  return true;
}

function say(sentence: string): false {
  print(sentence);
  return false;
}

/** All open ones of a reason, each as it is; those that do not fit are named and left. */
async function retryAll(
  api: DeadLetterApi,
  all: readonly DeadLetter[],
  { reason, again }: Extract<Command, { name: 'retry-all' }>,
): Promise<boolean> {
  const roots = all.filter((one) => one.state === 'open' && one.reason === reason && chainOf(one, all).root === one);
  const inOrder = roots.toSorted(
    (a, b) => (a.accountId ?? '').localeCompare(b.accountId ?? '') || (a.seq ?? 0) - (b.seq ?? 0),
  );
  let sent = 0;
  for (const letter of inOrder) if (await retry(api, letter, all, { edits: { head: {}, set: [] }, again })) sent += 1;
  print(`${plural(sent, 'message')} retried, ${inOrder.length - sent} left as they are.`);
  return sent === inOrder.length;
}

async function run(command: Exclude<Command, { name: 'help' }>): Promise<boolean> {
  const env = deadLettersEnv();
  const api = new DeadLetterApi(findDoors({ data: command.data, ...env }));
  if (command.name === 'list') {
    for (const line of listLines(await api.list(command.all ? 'all' : 'open'), command.all)) print(line);
    return true;
  }
  const all = await api.list('all');
  if (command.name === 'retry-all') return retryAll(api, all, command);
  const letter = named(command.id, all);
  switch (command.name) {
    case 'show':
      for (const line of showLines(letter, all)) print(line);
      return true;
    case 'discard':
      return discard(api, letter, all, command);
    case 'retry': {
      const { valueFile, ...edits } = command.edits;
      const value = valueFile === undefined ? undefined : readGiven(path.resolve(env.INIT_CWD ?? '.', valueFile));
      return retry(api, letter, all, { edits: { ...edits, value }, again: command.again });
    }
    default:
      return command satisfies never;
  }
}

function readGiven(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartFailure(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function main(args: string[]): Promise<number> {
  try {
    const command = parseCommand(args);
    if (command.name !== 'help') return (await run(command)) ? 0 : 1;
    print(USAGE);
    return 0;
  } catch (error) {
    print(error instanceof StartFailure || error instanceof Refused ? error.message : `Unexpected: ${String(error)}`);
    return 2;
  }
}

process.exit(await main(process.argv.slice(2)));
