import type { Problem } from './to-problem.js';

/** One kind of refusal: by its code, and the permission that was missing where one was. */
export interface RefusalCount {
  readonly code: string;
  readonly permission?: string;
  readonly count: number;
}

/** Dependency-injection token of the refusals. */
export const REFUSALS = Symbol('Refusals');

/** More combinations than there are codes and permissions; what comes beyond is counted by code alone. */
const MOST_KINDS = 1_000;

/**
 * Counts who was not let in, not let through, held up or put off: answers 401, 403, 429 and `server.overloaded` since
 * the process started.
 */
export class Refusals {
  private readonly counts = new Map<string, { code: string; permission?: string; count: number }>();

  note({ status, code, details }: Problem): void {
    if (status !== 401 && status !== 403 && status !== 429 && code !== 'server.overloaded') return;
    const { permission } = details;
    const named = typeof permission === 'string' && this.counts.size < MOST_KINDS ? permission : undefined;
    const key = `${code} ${named ?? ''}`;
    const known = this.counts.get(key);
    if (known !== undefined) known.count += 1;
    else this.counts.set(key, { code, ...(named !== undefined && { permission: named }), count: 1 });
  }

  /** For metrics: counters that never fall. */
  list(): readonly RefusalCount[] {
    return [...this.counts.values()].map((count) => ({ ...count }));
  }
}
