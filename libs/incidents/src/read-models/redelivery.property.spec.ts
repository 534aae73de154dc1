import type { Document, Projection, RecordedEvent } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { givenProjection, Projected, stored } from '@evidesk/testing';
import fc from 'fast-check';
import { profileOf } from '../../testing/incident-kit.js';
import { lifeAt, PLACES } from '../../testing/std-4tier-path.js';
import { incidentDetailsProjection } from './incident-details/incident-details.projection.js';
import { queueProjection } from './queue/queue.projection.js';

let desk: CompiledProfile;
let lives: readonly (readonly RecordedEvent[])[];
beforeAll(async () => {
  desk = await profileOf();
  lives = PLACES.map((place, index) =>
    lifeAt(place, desk).recorded(`i-${index}`, { revision: 0, position: 1 + index * 100 }),
  );
});

/** Batches of these sizes; after each, true means that the process died before the commit. */
const batches = fc.array(fc.record({ size: fc.integer({ min: 1, max: 9 }), dies: fc.boolean() }), { maxLength: 40 });

/** What is in the store after crashes and redelivery: a batch that was not committed comes again. */
function afterCrashes<D extends Document>(
  projection: Projection<D>,
  events: readonly RecordedEvent[],
  plan: readonly { size: number; dies: boolean }[],
) {
  let committed = new Projected(projection);
  let next = 0;
  for (const { size, dies } of [...plan, { size: events.length, dies: false }]) {
    const working = new Projected(projection);
    for (const [id, document] of committed.documents) working.documents.set(id, stored(document));
    working.entries.push(...committed.entries);
    for (const event of events.slice(next, next + size)) working.apply(event);
    if (dies) continue;
    committed = working;
    next += size;
  }
  return committed;
}

describe.each([
  ['queue', queueProjection as unknown as Projection],
  ['incident details and audit history', incidentDetailsProjection as unknown as Projection],
])('%s', (_name, projection) => {
  it('is the same however its events were batched and redelivered', () => {
    fc.assert(
      fc.property(
        batches,
        fc.array(fc.nat({ max: PLACES.length - 1 }), { minLength: 1, maxLength: 6 }),
        (plan, chosen) => {
          const events = [...new Set(chosen)].flatMap((index) => lives[index] ?? []);
          const straight = givenProjection(projection)(events);
          const crashed = afterCrashes(projection, events, plan);
          expect([...crashed.documents]).toEqual([...straight.documents]);
          expect(crashed.entries).toEqual(straight.entries);
        },
      ),
      { numRuns: 60 },
    );
  });
});
