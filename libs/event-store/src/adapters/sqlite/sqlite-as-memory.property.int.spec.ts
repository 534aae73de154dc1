import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { START } from '@evidesk/kernel';
import { collect, newEvent } from '../../contract/harness.js';
import type { EventStore, ExpectedRevision } from '../../port.js';
import { openMemoryEventStore } from '../memory/memory-event-store.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

const POOL = Array.from({ length: 12 }, (_, n) => newEvent({ n, text: `事件 ${n}` }));

interface Step {
  readonly stream: string;
  readonly events: readonly number[];
  readonly expected: ExpectedRevision;
}

// Few streams and few ids, so that repetitions, mixtures and conflicts are common.
const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.constantFrom('incident-1', 'incident-2', 'profile-x'),
  events: fc.uniqueArray(fc.nat(POOL.length - 1), { minLength: 1, maxLength: 3 }),
  expected: fc.oneof(fc.constantFrom<ExpectedRevision>('any', 'absent', 'exists'), fc.integer({ min: 0, max: 6 })),
});

async function run(store: EventStore, steps: readonly Step[], isTogether: boolean): Promise<unknown> {
  const append = ({ stream, events, expected }: Step) =>
    store
      .append(
        stream,
        events.map((n) => POOL[n] as (typeof POOL)[number]),
        expected,
      )
      .catch((error: unknown) => String(error));
  const outcomes: unknown[] = [];
  if (isTogether) outcomes.push(...(await Promise.all(steps.map(append))));
  else for (const each of steps) outcomes.push(await append(each));
  const all = await collect(store.readAll({ after: START }));
  const filtered = await collect(
    store.readAll({ after: START, filter: { streamPrefixes: ['incident-', 'incident-1'] }, limit: 7 }),
  );
  const backwards = await collect(store.readStream('incident-1', { direction: 'backwards', limit: 3 })).catch(String);
  return { outcomes, all, filtered, backwards, head: await store.head() };
}

describe('SQLite event store', () => {
  it('does with any appends, one by one or in groups, what the memory model does', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'event-store-'));
    let runs = 0;
    const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, isTogether) => {
      const store = openSqliteEventStore({ file: join(folder, `${(runs += 1)}.db`), mode: 'write' });
      expect(await run(store, steps, isTogether)).toEqual(await run(openMemoryEventStore(), steps, isTogether));
      await store.close();
    });
    await fc.assert(property, { numRuns: 60 });
    rmSync(folder, { recursive: true, force: true });
  });
});
