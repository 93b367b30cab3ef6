import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Problem } from './problem.ts';

/** What the server itself refuses, before a route is asked. */
const REFUSALS = new Map([
  [
    400,
    { code: 'invalid-request', title: 'The request cannot be read.', field: 'body', message: 'not a JSON document' },
  ],
  [
    413,
    {
      code: 'body-too-large',
      title: 'The body is too large.',
      field: 'body',
      message: 'larger than this address takes',
    },
  ],
  [415, { code: 'invalid-request', title: 'Send JSON.', field: 'Content-Type', message: 'not application/json' }],
]);

/** Below 500 the document speaks; from 500 on it says nothing that it should not. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    return invalid(
      error.validation.map(({ instancePath, message, params }) => ({
        path: instancePath.split('/').filter(Boolean),
        message: message ?? 'does not fit',
        keys: params['keys'],
      })),
    );
  }
  if (error instanceof z.ZodError) return invalid(error.issues);
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status < 500) {
    const refusal = REFUSALS.get(status);
    if (!refusal) return new Problem(status, 'invalid-request', 'The request cannot be served.');
    const { code, title, field, message } = refusal;
    return new Problem(status, code, title, { errors: [{ field, message }] });
  }
  return new Problem(500, 'internal', 'Something went wrong on our side.');
}

interface Issue {
  path: readonly PropertyKey[];
  message: string;
  /** Of an object that has fields it may not have. */
  keys?: unknown;
}

function invalid(issues: readonly Issue[]): Problem {
  const errors = issues.flatMap(({ path, message, keys }) => {
    const field = (key?: unknown) => [...path, ...(key === undefined ? [] : [key])].map(String).join('.').slice(0, 200);
    if (Array.isArray(keys)) return keys.map((key) => ({ field: field(key), message: 'unknown field' }));
    return [{ field: field() || 'body', message }];
  });
  return new Problem(400, 'invalid-request', 'Some fields do not fit.', { errors });
}
