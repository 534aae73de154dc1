import { openMemoryReadStore } from '@evidesk/read-store';
import { ListQueueHandler, ListQueue, type QueueFilter } from './list-queue.query.js';
import { type QueueItem, queueItems } from './queue.projection.js';

const item = (id: string, dueAt?: string, more: Partial<QueueItem> = {}): QueueItem => ({
  id,
  open: true,
  number: id,
  title: id,
  status: 'in_progress',
  stage: 'first_line',
  tier: 'l1',
  waitsFor: ['l1'],
  priority: 'P3',
  type: 'failure',
  major: false,
  reportedAt: '2026-11-16T02:00:00.000Z',
  stageSince: '2026-11-16T02:00:00.000Z',
  dueAt,
  breached: false,
  clocks: {},
  ...more,
});

const ITEMS = [
  item('later', '2026-11-16T09:00:00.000Z', { priority: 'P1' }),
  item('none'),
  item('overdue', '2026-11-16T03:00:00.000Z', { breached: true }),
  item('elsewhere', '2026-11-16T05:00:00.000Z', { tier: 'l2', waitsFor: ['l2'] }),
  item('duplicate', '2026-11-16T01:00:00.000Z', { open: false }),
];

async function idsOf(filter: QueueFilter): Promise<readonly string[]> {
  const store = openMemoryReadStore();
  await store.define([{ name: 'queue', collections: [queueItems] }]);
  await store.commit({
    view: 'queue',
    generation: 1,
    fence: 1,
    position: '1',
    writes: ITEMS.map((document) => ({ kind: 'put', collection: queueItems.name, document })),
  });
  const { items } = await new ListQueueHandler(store).execute(new ListQueue(filter));
  return items.map(({ id }) => id);
}

describe('ListQueue', () => {
  it('S4-27 sorts by the next deadline: what is overdue first, what has none not at all', async () => {
    expect(await idsOf({ sort: 'deadline' })).toEqual(['overdue', 'elsewhere', 'later']);
    expect(await idsOf({ sort: 'deadline', role: 'l1' })).toEqual(['overdue', 'later']);
    expect(await idsOf({ sort: 'deadline', tier: 'l2', limit: 1 })).toEqual(['elsewhere']);
  });

  it('S2-20 sorts by priority otherwise, whatever has a deadline', async () => {
    expect((await idsOf({}))[0]).toBe('later');
    expect(await idsOf({ role: 'l1' })).toEqual(['later', 'none', 'overdue']);
  });
});
