import { type Deadline, DomainError, type Instant, type ProcessManager } from '@evidesk/kernel';
import { openMemoryEventStore } from '@evidesk/event-store';
import { openMemoryReadStore, type Write } from '@evidesk/read-store';
import fc from 'fast-check';
import { append, contextOf, memoryWorld, silent, start, until } from '../testing/kit.js';
import type { ProcessCommand } from './command-sender.js';
import { deadlineCollection, type ScheduledDeadlines } from './deadline-book.js';
import { DueShelf } from './due-shelf.js';
import { processRunner } from './process-runner.js';
import { SteppedProcess } from './stepped-process.js';

const at = (time: string): Instant => `2026-02-02T${time}:00.000Z`;
const deadline = (time: string): Deadline => ({ key: time, at: at(time), command: 'Remind', data: { time } });

/** Schedules what a ticket asks for, and answers its closing. */
const reminder: ProcessManager = {
  name: 'reminder',
  streams: ['ticket-'],
  react({ type, data, stream }) {
    if (type === 'opened') {
      const deadlines = (data['at'] as readonly string[]).map(deadline);
      return [{ kind: 'schedule', key: 'reminders', target: stream, deadlines }];
    }
    if (type !== 'closed') return [];
    return [
      { kind: 'send', command: 'Thank', target: stream, data: {}, key: 'thank' },
      { kind: 'schedule', key: 'reminders', target: stream, deadlines: [] },
    ];
  },
};

function stepped(refuse: (command: ProcessCommand) => void = () => undefined) {
  const clock = { time: at('08:00'), now: () => clock.time };
  const sent: ProcessCommand[] = [];
  const sender = {
    send: async (command: ProcessCommand) => {
      refuse(command);
      sent.push(command);
    },
  };
  return { clock, sent, process: new SteppedProcess(reminder, { sender, clock, logger: silent }) };
}

async function recorded(...events: readonly (readonly [stream: string, type: string, data?: object])[]) {
  const store = openMemoryEventStore();
  for (const [stream, type, data] of events) await append(store, stream, type, (data ?? {}) as never);
  const all = [];
  for await (const event of store.readAll({ after: '' })) all.push(event);
  return all;
}

describe('SteppedProcess', () => {
  it('sends at once what follows from events, and deadlines at their instants, in order', async () => {
    const { process, clock, sent } = stepped();
    await process.take(
      await recorded(
        ['ticket-a', 'opened', { at: ['10:00', '12:00'] }],
        ['ticket-b', 'opened', { at: ['09:00'] }],
        ['other-c', 'opened', { at: ['08:30'] }],
      ),
    );
    expect(process.due).toBe(at('09:00'));
    expect(await process.fire()).toBe(false);
    clock.time = at('11:00');
    expect(await process.fire()).toBe(true);
    expect(sent.map(({ type, target, metadata }) => [type, target, metadata.occurredAt, metadata.recordedAt])).toEqual([
      ['Remind', 'ticket-b', at('09:00'), at('11:00')],
      ['Remind', 'ticket-a', at('10:00'), at('11:00')],
    ]);
    expect(process.due).toBe(at('12:00'));
    await process.take((await recorded(['ticket-a', 'closed'])).slice(-1));
    expect(sent.at(-1)).toMatchObject({ type: 'Thank', target: 'ticket-a' });
    expect(process.due).toBeUndefined();
  });

  it('sends the same commands, with the same ids, as a runner does', async () => {
    const world = memoryWorld();
    await append(world.eventStore, 'ticket-a', 'opened', { at: ['01:00', '23:00'] });
    await append(world.eventStore, 'ticket-b', 'opened', { at: ['02:00'] });
    await append(world.eventStore, 'ticket-b', 'closed', {});
    const live: ProcessCommand[] = [];
    const sender = { send: async (command: ProcessCommand) => void live.push(command) };
    const tuning = contextOf(world).tuning;
    const runner = processRunner(reminder, { ...contextOf(world, { tuning: { ...tuning, timerMs: 5 } }), sender });
    await start(runner, world);
    await until(() => live.length === 2);
    await runner.stop();

    const { process, clock, sent } = stepped();
    clock.time = contextOf(world).clock.now();
    const events = [];
    for await (const event of world.eventStore.readAll({ after: '' })) events.push(event);
    await process.take(events);
    await process.fire();
    expect(sent.map(({ metadata, ...rest }) => ({ ...rest, id: metadata.commandId }))).toEqual(
      live.map(({ metadata, ...rest }) => ({ ...rest, id: metadata.commandId })),
    );
  });

  it('tries a deadline whose command is refused again later', async () => {
    let closed = true;
    const { process, clock, sent } = stepped(() => {
      if (closed) throw new DomainError('conflict', 'ticket.busy', 'not now');
    });
    await process.take(await recorded(['ticket-a', 'opened', { at: ['09:00'] }]));
    clock.time = at('09:00');
    await process.fire();
    expect([sent.length, process.due]).toEqual([0, at('09:01')]);
    closed = false;
    clock.time = at('09:01');
    await process.fire();
    expect(sent.map(({ metadata }) => metadata.occurredAt)).toEqual([at('09:00')]);
  });

  it('stops at an event that it can not take in', async () => {
    const { process } = stepped();
    const broken = await recorded(['ticket-a', 'opened', { at: 'never' }]);
    await expect(process.take(broken)).rejects.toThrow(/reminder can not take in opened of ticket-a/);
  });
});

describe('DueShelf', () => {
  it('finds what a read store finds, whatever was put and deleted', async () => {
    const collection = deadlineCollection('reminder');
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const due = fc.integer({ min: 10, max: 19 }).map((hour) => at(`${hour}:00`));
    const put = fc.record({ id, due }).map(({ id: key, due: soonest }): Write<ScheduledDeadlines> => ({
      kind: 'put',
      collection: collection.name,
      document: {
        id: key,
        target: 't',
        due: soonest,
        eventId: 'e',
        correlationId: 'c',
        deadlines: [],
        attempts: 0,
        error: null,
      },
    }));
    const remove = id.map((key): Write<ScheduledDeadlines> => ({
      kind: 'delete',
      collection: collection.name,
      id: key,
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(put, remove), { maxLength: 30 }), due, async (writes, now) => {
        const model = openMemoryReadStore();
        await model.define([{ name: 'v', collections: [collection] }]);
        const shelf = new DueShelf(collection);
        for (const write of writes) {
          shelf.commit([write]);
          await model.commit({ view: 'v', generation: 1, fence: 0, position: '', writes: [write] });
          for (const query of [
            { index: 'due', where: { due: { lte: now } }, limit: 3 },
            { index: 'due', limit: 1 },
          ]) {
            expect(await shelf.find(collection, query)).toEqual({ items: (await model.find(collection, query)).items });
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
