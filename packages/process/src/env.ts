import { z } from 'zod';

/** A TCP port; 0 asks for a free one. */
export const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback);

/** A list parted by commas; empty items are dropped. */
export const list = () =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    );

/** What a server listens on: an address of this machine. */
export const host = () =>
  z.union([z.ipv4(), z.ipv6(), z.literal('localhost')], 'expects an IP address').default('127.0.0.1');

export const logLevel = () => z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info');

export const httpUrl = () => z.url({ protocol: /^https?$/, error: 'expects http://… or https://…' });
export const postgresUrl = () => z.url({ protocol: /^postgres(ql)?$/, error: 'expects postgresql://…' });

/** A list with at least one item, each of which fits. */
export const listOf = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  list().pipe(z.array(item).min(1, 'names nothing'));

/** `host:port`, at least one. */
export const brokers = () =>
  listOf(z.string().regex(/^[\w.-]+:\d{1,5}$|^\[[\da-f:]+\]:\d{1,5}$/i, 'expects host:port'));

const machineKey = z
  .string()
  .regex(/^[^|]+\|[\da-f]{64}$/, 'each key is name|sha256hex')
  .transform((text) => {
    const [name = '', sha256hex = ''] = text.split('|');
    return { name, sha256hex };
  });

/** Callers that are programs, each known by the hash of its key. */
export const machineKeys = () => listOf(machineKey);

/** A value that must be given and is never printed. */
export const secret = () => z.string().min(1);

/** Reads `source` by `shape`; one sentence per variable that does not fit. Values are never part of a sentence. */
export function parseEnv<Shape extends z.ZodRawShape>(
  shape: Shape,
  source: Record<string, string | undefined>,
): { env: z.infer<z.ZodObject<Shape>> } | { problems: string[] } {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  if ('FAILPOINTS' in given && given['NODE_ENV'] === 'production')
    return { problems: ['FAILPOINTS is wrong: a process in production is not killed on purpose'] };
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return { env: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return name in given ? `${name} is wrong: ${issue.message}` : `${name} is missing`;
  });
  return { problems: [...new Set(problems)] };
}

/** The environment of a process. With a bad one it does not start, and says which variable and why. */
export function readEnv<Shape extends z.ZodRawShape>(
  process_: string,
  shape: Shape,
  source: Record<string, string | undefined> = process.env,
): z.infer<z.ZodObject<Shape>> {
  const result = parseEnv(shape, source);
  if ('env' in result) return result.env;
  for (const problem of result.problems) process.stderr.write(`${process_} does not start: ${problem}\n`);
  process.exit(1);
}
