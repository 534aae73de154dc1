import type { JsonObject } from './json.js';

/** How a refusal is to be understood by the one who asked; each kind has one HTTP status. */
export type RefusalKind = 'invalid' | 'forbidden' | 'not-found' | 'conflict';

/** One field of a command that is not acceptable. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the command's data: `/reporter/contact`. */
  readonly pointer: string;
  /** Stable code: `required`, `unknown`, `too-long` … */
  readonly code: string;
  readonly detail: string;
}

/** An expected refusal. `code` is stable and part of the API. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    message: string,
    /** Further facts for the caller, e.g. the commands that the stage allows. */
    readonly details: JsonObject = {},
    readonly fieldErrors: readonly FieldError[] = [],
  ) {
    super(message);
  }
}
