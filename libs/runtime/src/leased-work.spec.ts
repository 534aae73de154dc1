import { afterEach, describe, expect, it } from '@jest/globals';
import { openMemoryReadStore } from '@evidesk/read-store';
import { silent, until } from '../testing/kit.js';
import type { HeldLease } from './lease-keeper.js';
import { LeasedWork } from './leased-work.js';

const started: LeasedWork[] = [];
afterEach(() => Promise.all(started.splice(0).map((work) => work.stop())));

const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
  );

function workOf(
  owner: string,
  session: (lease: HeldLease, ending: AbortSignal) => Promise<void>,
  { readStore = openMemoryReadStore(), delayMs = 0, failures = [] as unknown[] } = {},
): LeasedWork {
  const afterFailure = (error: unknown) => {
    failures.push(error);
    return delayMs;
  };
  const made = new LeasedWork({ readStore, name: 'work', owner, ttlMs: 300, logger: silent, session, afterFailure });
  started.push(made);
  made.start();
  made.start();
  return made;
}

describe('leased work', () => {
  it('is done by one at a time; another takes over when that one stops', async () => {
    const readStore = openMemoryReadStore();
    const log: string[] = [];
    const session = (owner: string) => async (_: HeldLease, ending: AbortSignal) => {
      log.push(`${owner} begins`);
      await ended(ending);
      log.push(`${owner} ends`);
    };
    const first = workOf('one', session('one'), { readStore });
    await until(() => log.length === 1);
    workOf('two', session('two'), { readStore });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(log).toEqual(['one begins']);
    await first.stop();
    expect(log).toEqual(['one begins', 'one ends']);
    await until(() => log.length === 3);
    expect(log[2]).toBe('two begins');
  });

  it('ends a session whose lease is lost, and goes on under a later one', async () => {
    const store = openMemoryReadStore();
    let isAway = false;
    const acquireLease = (...given: Parameters<typeof store.acquireLease>) =>
      isAway ? Promise.resolve(undefined) : store.acquireLease(...given);
    const readStore = new Proxy(store, {
      get: (target, name: keyof typeof store) => (name === 'acquireLease' ? acquireLease : target[name].bind(target)),
    });
    const fences: number[] = [];
    const session = async ({ fence }: HeldLease, ending: AbortSignal) => {
      fences.push(fence);
      isAway = fences.length === 1;
      await ended(ending);
      isAway = false;
    };
    workOf('one', session, { readStore });
    await until(() => fences.length === 2);
    expect(fences[1]).toBeGreaterThan(fences[0] as number);
  });

  it('begins again as long after a failure as it is told to', async () => {
    const failures: unknown[] = [];
    const begun: number[] = [];
    const session = async () => {
      begun.push(performance.now());
      throw new Error(`session ${begun.length}`);
    };
    const work = workOf('one', session, { delayMs: 60, failures });
    await until(() => begun.length === 3);
    await work.stop();
    expect(failures.map(String).slice(0, 3)).toEqual(['Error: session 1', 'Error: session 2', 'Error: session 3']);
    expect((begun[1] as number) - (begun[0] as number)).toBeGreaterThanOrEqual(58);
  });

  it('stops at once while it waits to begin again', async () => {
    const failures: unknown[] = [];
    const work = workOf('one', () => Promise.reject(new Error('no')), { delayMs: 60_000, failures });
    await until(() => failures.length === 1);
    const asked = performance.now();
    await work.stop();
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect(work.signal.aborted).toBe(true);
  });
});
