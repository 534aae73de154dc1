import type { JsonObject } from '@evidesk/kernel';
import { problemKind } from './problems.js';

/** A refusal that concerns HTTP itself, not the domain. Its status is that of the catalogue. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;

  /** @throws Error when the code is not in the catalogue */
  constructor(
    readonly code: string,
    detail: string,
    readonly options: { readonly headers?: { readonly [name: string]: string }; readonly details?: JsonObject } = {},
  ) {
    super(detail);
    const kind = problemKind(code);
    if (kind === undefined) throw new Error(`the problem ${code} is not in the catalogue`);
    this.status = kind.status;
  }
}
