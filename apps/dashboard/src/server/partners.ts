import { z } from 'zod';
import { Listing, type Partners, Watched, Wishes } from '../console/partners/shapes.ts';
import { env } from './env.ts';
import { type Answer, call } from './services.ts';

const at = () => ({ base: env().PARTNERS_URL, credential: env().CONSOLE_KEY });
const one = (path: string) => ({ ...at(), path, answer: Watched });

/** The list, and the experiment of that id or the newest. */
export async function readPartners(id?: string): Promise<Answer<Partners>> {
  const listed = await call({ ...at(), path: '/v1/experiments', answer: Listing });
  if (listed.kind !== 'ok') return listed;
  const { experiments } = listed.value;
  const wanted = experiments.find((experiment) => experiment.id === id) ?? experiments[0];
  if (!wanted) return { kind: 'ok', value: { experiments, shown: null } };
  const shown = await call(one(`/v1/experiments/${wanted.id}`));
  return shown.kind === 'ok' ? { kind: 'ok', value: { experiments, shown: shown.value } } : shown;
}

/** What the page asks for, in one body. */
export const PartnersOrder = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('start'), settings: Wishes }),
  z.strictObject({ do: z.literal('stop'), id: z.uuid() }),
]);

export function orderPartners(given: z.infer<typeof PartnersOrder>): Promise<Answer<Watched>> {
  return given.do === 'start'
    ? call({ ...one('/v1/experiments'), method: 'POST', body: given.settings })
    : call({ ...one(`/v1/experiments/${given.id}/stop`), method: 'POST', body: {} });
}
