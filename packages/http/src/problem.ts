import { z } from 'zod';

/** RFC 9457. `code` is ours and stable; `detail` and `errors` are for people and name fields, never values. */
export const ProblemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export interface FieldError {
  /** Path into the body, query or headers: `merchant.mcc`. */
  field: string;
  message: string;
}

interface ProblemOptions {
  detail?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
}

/** An answer that is not what was asked for. Thrown anywhere below a route; the server turns it into a document. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly options: ProblemOptions;

  constructor(status: number, code: string, title: string, options: ProblemOptions = {}) {
    super(title);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.options = options;
  }

  toDocument(): z.infer<typeof ProblemDocument> {
    const { detail, errors } = this.options;
    return {
      type: `urn:faturaviva:problem:${this.code}`,
      title: this.message,
      status: this.status,
      code: this.code,
      ...(detail === undefined ? {} : { detail }),
      ...(errors === undefined ? {} : { errors }),
    };
  }
}
