import { z } from 'zod';
import { env } from './env.ts';
import { call } from './services.ts';

/** The traffic process: how many purchases per second it is asked for (0: none), and how many it has sent. */
const Traffic = z.object({ perSecond: z.number(), sent: z.int() });
export type Traffic = z.infer<typeof Traffic>;

const control = () => ({
  base: env().SIMULATOR_URL,
  path: '/v1/rate',
  credential: env().SIMULATOR_KEY,
  answer: Traffic,
});

export const readTraffic = () => call(control());

export const setTraffic = (perSecond: number) => call({ ...control(), method: 'PUT', body: { perSecond } });
