import type { FastifyReply } from 'fastify';
import { RateLimiter } from './rate-limit.js';

describe('the rate limit', () => {
  let now: number;
  let limiter: RateLimiter;

  beforeEach(() => {
    now = 0;
    limiter = new RateLimiter(60, () => now);
  });

  const take = (caller: string) => {
    const headers: Record<string, string> = {};
    const reply = {
      header: (name: string, value: string) => {
        headers[name] = value;
        return reply;
      },
    };
    try {
      limiter.take(caller, reply as unknown as FastifyReply);
      return headers['ratelimit'];
    } catch (error) {
      return (error as { options: { headers: Record<string, string> } }).options.headers['retry-after'];
    }
  };

  it('lets a minute’s worth through at once, and then as much as comes back', () => {
    expect(take('ann')).toBe('"minute";r=59;t=1');
    for (let i = 0; i < 58; i += 1) take('ann');
    expect(take('ann')).toBe('"minute";r=0;t=60');
    expect(take('ann')).toBe('1');
    now += 999;
    expect(take('ann')).toBe('1');
    now += 1;
    expect(take('ann')).toBe('"minute";r=0;t=60');
    now += 3_600_000;
    expect(take('ann')).toBe('"minute";r=59;t=1');
  });

  it('knows callers apart', () => {
    for (let i = 0; i < 61; i += 1) take('ann');
    expect(take('ann')).toBe('1');
    expect(take('bob')).toBe('"minute";r=59;t=1');
  });

  it('never makes a caller wait less than a second', () => {
    limiter = new RateLimiter(50_000, () => now);
    for (let i = 0; i < 50_000; i += 1) take('ann');
    expect(take('ann')).toBe('1');
  });
});
