import { z } from 'zod';
import { Choice, Experiment, Groups, PaceChange } from '../console/readers/shapes.ts';
import { env } from './env.ts';
import { type Answer, call } from './services.ts';

const at = () => ({ base: env().OPERATIONS_URL, credential: env().CONSOLE_KEY });
const experiment = () => ({ ...at(), path: '/v1/experiment', answer: Experiment });

export const readGroups = (): Promise<Answer<z.infer<typeof Groups>>> =>
  call({ ...at(), path: '/v1/groups', answer: Groups });

export const readExperiment = () => call(experiment());

/** What the page asks for, in one body. */
export const Order = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('start'), choice: Choice }),
  z.strictObject({ do: z.literal('change'), pace: PaceChange }),
  z.strictObject({ do: z.literal('stop') }),
]);

export function order(given: z.infer<typeof Order>): Promise<Answer<Experiment>> {
  switch (given.do) {
    case 'start':
      return call({ ...experiment(), method: 'POST', body: given.choice });
    case 'change':
      return call({ ...experiment(), method: 'PATCH', body: given.pace });
    case 'stop':
      return call({ ...experiment(), method: 'DELETE' });
    default:
      return given satisfies never;
  }
}
