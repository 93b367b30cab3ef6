import { writeSync } from 'node:fs';
import { z } from 'zod';

/**
 * Where a process can be made to die, by their names. Each stands on one side of something that another process sees:
 * a COMMIT, a publish, an acknowledgement, a mark.
 */
export const failpointNames = [
  /** Purchases: facts, state and answers are written, and not committed. */
  'decision.before-commit',
  /** Committed, and nobody was told. */
  'decision.after-commit',
  /** The relay has read unsent facts. */
  'relay.before-publish',
  /** Kafka has them, the outbox does not know. */
  'relay.after-acknowledgement',
  'relay.before-mark',
  /** The outbox knows. */
  'relay.after-mark',
  /** A reader's effects and its `next` are written, and not committed. */
  'reader.before-commit',
  /** Committed, and not published. */
  'reader.after-commit',
  /** Published, and the group was not told. */
  'reader.after-publish',
  /** The group was told. */
  'reader.after-group-commit',
  /** Realtime has a snapshot for a socket. */
  'gateway.before-push',
  'gateway.after-push',
  /** The data lake: the files of a cut are whole, under no name yet. */
  'lake.before-rename',
  /** They have their names, and no manifest names them. */
  'lake.before-manifest',
  /** The cut is visible, and its transaction is not committed. */
  'lake.before-commit',
  /** Small files are one large one, under no name; under its name; in their place. */
  'lake.merge-before-rename',
  'lake.merge-before-manifest',
  'lake.merge-after-manifest',
  /** The object store has acknowledged an object, and that is not recorded. */
  'lake.upload-after-put',
] as const;
export type FailpointName = (typeof failpointNames)[number];

export interface ArmedFailpoint {
  name: FailpointName;
  /** Which time that it is reached. */
  at: number;
}

const isName = (text: string): text is FailpointName => failpointNames.some((name) => name === text);

/** `name@3,name`: the third time, the first time. */
export const failpoints = () =>
  z
    .string()
    .default('')
    .transform((text, context): ArmedFailpoint[] =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
        .flatMap((item) => {
          const [, name = '', at = '1'] = /^([a-z.-]+)(?:@([1-9]\d{0,8}))?$/.exec(item) ?? [];
          if (isName(name)) return { name, at: Number(at) };
          context.addIssue(`expects name or name@count, with a name of ${failpointNames.join(', ')}`);
          return [];
        }),
    );

const armed = new Map<FailpointName, number>();

/** From now on the process kills itself the `at`-th time that it reaches one of these. */
export function armFailpoints(list: readonly ArmedFailpoint[]): void {
  for (const { name, at } of list) armed.set(name, at);
}

/** Does nothing unless armed; then the process is killed here, as by kill -9, the time that was named. */
export function failpoint(name: FailpointName): void {
  const left = armed.get(name);
  if (left === undefined) return;
  armed.set(name, left - 1);
  if (left > 1) return;
  // Not by the logger: its lines would die with the process.
  writeSync(2, `killed at failpoint ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}
