import { openMemoryReadStore } from '@evidesk/read-store';
import { append, dumpTickets, fixedClock, memoryWorld, silent, ticketProjection } from '../testing/kit.js';
import { rebuildView } from './rebuild.js';
import { viewOf } from './view-of.js';
import { ViewsOnDemand } from './views-on-demand.js';

const projection = ticketProjection();

async function opened(poison: ReadonlySet<string> = new Set()) {
  const { eventStore } = memoryWorld();
  const below = openMemoryReadStore();
  const of = poison.size === 0 ? projection : ticketProjection(new Set(poison));
  await below.define([viewOf(of)]);
  return { eventStore, below, views: new ViewsOnDemand(below, eventStore, [of], fixedClock) };
}

describe('ViewsOnDemand', () => {
  it('shows each reader all that has happened, as a rebuild would', async () => {
    const { eventStore, views } = await opened();
    for (let round = 0; round < 3; round += 1) {
      for (const id of ['a', 'b', 'c']) await append(eventStore, `ticket-${id}`, 'moved', { unit: `u${round}` });
      await append(eventStore, 'other-1', 'moved', { unit: 'none' });
      if (round === 1) await append(eventStore, 'ticket-b', 'erased', {});
      const world = { eventStore, readStore: openMemoryReadStore() };
      await world.readStore.define([viewOf(projection)]);
      await rebuildView(projection, { ...world, clock: fixedClock, logger: silent });
      expect(await dumpTickets(views)).toBe(await dumpTickets(world.readStore));
    }
    expect((await views.checkpoint(projection.name)).position).not.toBe('');
  });

  it('fills nothing that nobody reads', async () => {
    const { eventStore, below, views } = await opened();
    await append(eventStore, 'ticket-a', 'moved', { unit: 'u' });
    expect(await below.get(projection.collection, 'a')).toBeUndefined();
    expect(await views.get(projection.collection, 'a')).toMatchObject({ unit: 'u', moves: 1 });
    expect(await below.get(projection.collection, 'a')).toMatchObject({ unit: 'u', moves: 1 });
    expect(await views.count(projection.collection, { unit: 'u' })).toBe(1);
  });

  it('tells a reader of an event that can not be projected', async () => {
    const { eventStore, views } = await opened(new Set(['closed']));
    await append(eventStore, 'ticket-a', 'closed', {});
    await expect(views.get(projection.collection, 'a')).rejects.toThrow(/can't project closed/);
  });
});
