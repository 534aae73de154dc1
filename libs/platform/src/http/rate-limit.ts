import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ProblemError } from './problem-error.js';

const MINUTE_MS = 60_000;
const MOST_BUCKETS = 20_000;

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * How much each caller may ask: a bucket of tokens that fills steadily, a minute's worth at most. In this process alone;
 * behind a balancer each replica has its own.
 */
export class RateLimiter {
  private readonly buckets = new LRUCache<string, Bucket>({ max: MOST_BUCKETS });
  private readonly policy: string;

  /** @param now the time in milliseconds; only differences count */
  constructor(
    private readonly perMinute: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.policy = `"minute";q=${perMinute};w=60`;
  }

  /**
   * Takes one token, and says on the answer what is left (draft-ietf-httpapi-ratelimit-headers).
   * @throws ProblemError `request.too-many` when there is none
   */
  take(caller: string, reply: FastifyReply): void {
    const bucket = this.filled(caller);
    const { perMinute, policy } = this;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    const left = Math.floor(bucket.tokens);
    const untilFull = Math.ceil(((perMinute - bucket.tokens) / perMinute) * 60);
    void reply.header('ratelimit-policy', policy).header('ratelimit', `"minute";r=${left};t=${untilFull}`);
    if (allowed) return;
    const wait = Math.max(1, Math.ceil(((1 - bucket.tokens) / perMinute) * 60));
    throw new ProblemError('request.too-many', `more than ${perMinute} requests a minute`, {
      headers: { 'retry-after': String(wait) },
    });
  }

  private filled(caller: string): Bucket {
    const now = this.now();
    const known = this.buckets.get(caller);
    if (known === undefined) {
      const bucket = { tokens: this.perMinute, filledAt: now };
      this.buckets.set(caller, bucket);
      return bucket;
    }
    known.tokens = Math.min(this.perMinute, known.tokens + ((now - known.filledAt) / MINUTE_MS) * this.perMinute);
    known.filledAt = now;
    return known;
  }
}
