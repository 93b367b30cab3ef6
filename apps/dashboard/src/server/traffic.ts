import { z } from 'zod';
import { env } from './env.ts';
import { call } from './services.ts';

/** The traffic process: how many purchases per second it is asked for (0: none), and how many it has sent. */
const Traffic = z.object({
  perSecond: z.number(),
  sent: z.int(),
  accounts: z.int(),
  /** From the request to its answer, of the newest ones. */
  latencyMs: z.object({ p95: z.number().nullable() }),
});
export type Traffic = z.infer<typeof Traffic>;

const control = () => ({
  base: env().SIMULATOR_URL,
  path: '/rate',
  credential: env().SIMULATOR_KEY,
  answer: Traffic,
});

export const readTraffic = () => call(control());

export const setTraffic = (perSecond: number) => call({ ...control(), method: 'PUT', body: { perSecond } });
