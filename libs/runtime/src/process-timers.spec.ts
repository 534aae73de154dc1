import { openMemoryEventStore } from '@evidesk/event-store';
import {
  type Deadline,
  type Document,
  DomainError,
  type Instant,
  type ProcessManager,
  StoreUnavailable,
} from '@evidesk/kernel';
import { openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { append, contextOf, memoryWorld, settled, start, until, type World } from '../testing/kit.js';
import type { ProcessCommand } from './command-sender.js';
import { deadlineCollection } from './deadline-book.js';
import { progressStream, RECORD_PROGRESS } from './process-progress.js';
import { processRunner } from './process-runner.js';

interface Seen extends Document {
  readonly streams: readonly string[];
}

/** Schedules what an event asks for; tells of a unit when a second ticket names it. */
const clockwork: ProcessManager<Seen> = {
  name: 'clockwork',
  streams: ['ticket-'],
  memory: {
    collection: { name: 'clockwork_units', indexes: [] },
    key: ({ data }) => (typeof data['unit'] === 'string' ? data['unit'] : undefined),
    remember: (document, { stream }, id) =>
      document?.streams.includes(stream) === true
        ? document
        : { id, streams: [...(document?.streams ?? []), stream].sort() },
  },
  react({ type, data, stream }, memory) {
    switch (type) {
      case 'opened':
      case 'paused':
        return [
          {
            kind: 'schedule',
            key: 'sla',
            target: stream,
            deadlines: ((data['at'] ?? []) as readonly string[]).map(deadlineAt),
          },
        ];
      case 'named':
        return memory?.streams.length === 2
          ? [{ kind: 'send', command: 'Tell', target: memory.id, data: { streams: memory.streams }, key: 'tell' }]
          : [];
      default:
        return [];
    }
  },
};

function deadlineAt(at: string): Deadline {
  const [instant = '', notBefore] = at.split('>');
  return { key: at, at: instant, command: 'Remind', data: {}, ...(notBefore !== undefined && { notBefore }) };
}

/** `10:30` of the day of these tests. */
const time = (clock: string): Instant => `2026-02-02T${clock}:00.000Z`;

function running(
  world: World,
  clock: { time: Instant },
  send: (command: ProcessCommand) => void,
  progressMs = 1_000_000,
) {
  const tuning = { timerMs: 5, progressMs } as never;
  const context = { ...contextOf(world, { tuning }), clock: { now: () => clock.time } };
  const sender = { send: async (command: ProcessCommand) => send(command) };
  return start(processRunner(clockwork, { ...context, sender }), world);
}

const scheduled = async ({ readStore }: World) =>
  (await readStore.find(deadlineCollection('clockwork'), { index: 'due' })).items;

/** Two looks at the clock later. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 40));

describe('the deadlines of a process', () => {
  it('are met in the order of their instants, once, each with its instant', async () => {
    const world = memoryWorld();
    const clock = { time: time('09:00') };
    const sent: ProcessCommand[] = [];
    const runner = await running(world, clock, (command) => sent.push(command));
    await append(world.eventStore, 'ticket-1', 'opened', { at: [time('10:30'), time('10:00')] });
    await append(world.eventStore, 'ticket-2', 'opened', { at: [time('10:15')] });
    await settled(world, 'clockwork');
    await aWhile();
    expect(sent).toEqual([]);
    clock.time = time('10:00');
    await until(() => sent.length === 1);
    clock.time = time('23:00');
    await until(() => sent.length === 3);
    await aWhile();
    await runner.stop();
    expect(sent.map(({ target, metadata }) => [target, metadata.occurredAt, metadata.recordedAt])).toEqual([
      ['ticket-1', time('10:00'), time('10:00')],
      ['ticket-2', time('10:15'), time('23:00')],
      ['ticket-1', time('10:30'), time('23:00')],
    ]);
    expect(await scheduled(world)).toEqual([]);
    expect(new Set(sent.map(({ metadata }) => metadata.commandId)).size).toBe(3);
  });

  it('are met when the worker is back after a day', async () => {
    const world = memoryWorld();
    const clock = { time: time('09:00') };
    const sent: string[] = [];
    const note = ({ target, metadata }: ProcessCommand) => void sent.push(`${target} ${metadata.occurredAt}`);
    const first = await running(world, clock, note);
    for (let id = 0; id < 30; id += 1)
      await append(world.eventStore, `ticket-${id}`, 'opened', { at: [time(`11:${String(59 - id)}`)] });
    await settled(world, 'clockwork');
    await first.stop();
    clock.time = '2026-02-03T12:00:00.000Z';
    const second = await running(world, clock, note);
    await until(() => sent.length === 30);
    await aWhile();
    await second.stop();
    expect(sent.map((line) => line.split(' ')[1])).toEqual(
      Array.from({ length: 30 }, (_, index) => time(`11:${String(30 + index)}`)),
    );
  });

  it('are called off, or replaced, by a later schedule of the same key; what has come is not met again', async () => {
    const world = memoryWorld();
    const clock = { time: time('09:00') };
    const sent: string[] = [];
    const runner = await running(
      world,
      clock,
      ({ target, metadata }) => void sent.push(`${target} ${metadata.occurredAt}`),
    );
    await append(world.eventStore, 'ticket-1', 'opened', { at: [time('10:00')] });
    await append(world.eventStore, 'ticket-1', 'paused');
    await append(world.eventStore, 'ticket-2', 'opened', { at: [time('10:00')] });
    await append(world.eventStore, 'ticket-2', 'opened', { at: [time('11:00')] });
    await settled(world, 'clockwork');
    clock.time = time('10:30');
    await aWhile();
    expect(sent).toEqual([]);
    clock.time = time('11:30');
    await until(() => sent.length === 1);
    clock.time = time('09:00');
    await aWhile();
    clock.time = time('12:00');
    await aWhile();
    await runner.stop();
    expect(sent).toEqual([`ticket-2 ${time('11:00')}`]);
  });

  it('wait for history that is still coming in', async () => {
    const world = memoryWorld();
    const clock = { time: time('12:00') };
    const sent: ProcessCommand[] = [];
    const runner = await running(world, clock, (command) => sent.push(command));
    await append(world.eventStore, 'ticket-1', 'opened', { at: [`${time('10:00')}>${time('13:00')}`] });
    await settled(world, 'clockwork');
    await aWhile();
    expect(sent).toEqual([]);
    clock.time = time('13:00');
    await until(() => sent.length === 1);
    await runner.stop();
    expect(sent[0]?.metadata.occurredAt).toBe(time('10:00'));
  });

  it('are met again with the same ids after a crash between the command and the note of it', async () => {
    const world = memoryWorld();
    const clock = { time: time('09:00') };
    const ids: string[] = [];
    await append(world.eventStore, 'ticket-1', 'opened', { at: [time('10:00'), time('10:05')] });
    const first = await running(world, clock, () => undefined);
    await settled(world, 'clockwork');
    await first.stop();
    clock.time = time('11:00');
    const crashing = new Proxy(world.readStore, {
      get: (target, name: keyof ReadStore) =>
        name === 'commit' && ids.length > 0
          ? () => Promise.reject(new StoreUnavailable('read-store', 5))
          : (target[name].bind(target) as unknown),
    });
    const note = ({ metadata }: ProcessCommand) => void ids.push(metadata.commandId);
    const second = await running({ ...world, readStore: crashing }, clock, note);
    await until(() => ids.length === 2 && second.status().state === 'retrying');
    await second.stop();
    const before = ids.splice(0);
    const third = await running(world, clock, note);
    await until(() => ids.length === 2);
    await aWhile();
    await third.stop();
    expect(ids).toEqual(before);
    expect(await scheduled(world)).toEqual([]);
  });

  it('stay, with the reason, when their command is refused, and are tried again later', async () => {
    const world = memoryWorld();
    const clock = { time: time('10:00') };
    let isRefusing = true;
    const sent: string[] = [];
    const runner = await running(world, clock, ({ target, metadata }) => {
      if (isRefusing && target === 'ticket-1') throw new DomainError('conflict', 'ticket.busy', 'not now');
      sent.push(`${target} ${metadata.occurredAt}`);
    });
    await append(world.eventStore, 'ticket-1', 'opened', { at: [time('09:00'), time('09:30')] });
    await append(world.eventStore, 'ticket-2', 'opened', { at: [time('09:15')] });
    await until(() => sent.length === 1);
    await until(async () => (await scheduled(world))[0]?.attempts === 1);
    expect(await scheduled(world)).toMatchObject([
      { id: 'ticket-1/sla', due: time('10:01'), error: expect.stringContaining('not now') as string },
    ]);
    isRefusing = false;
    await aWhile();
    expect(sent).toHaveLength(1);
    clock.time = time('10:01');
    await until(() => sent.length === 3);
    await runner.stop();
    expect(sent.slice(1)).toEqual([`ticket-1 ${time('09:00')}`, `ticket-1 ${time('09:30')}`]);
  });

  it('are met by one of two workers', async () => {
    const world = memoryWorld();
    const clock = { time: time('09:00') };
    const sent: string[] = [];
    const note = ({ target }: ProcessCommand) => void sent.push(target);
    const runners = await Promise.all([running(world, clock, note), running(world, clock, note)]);
    for (let id = 0; id < 20; id += 1)
      await append(world.eventStore, `ticket-${id}`, 'opened', { at: [time('10:00')] });
    await settled(world, 'clockwork');
    clock.time = time('10:00');
    await until(() => sent.length === 20);
    await aWhile();
    await Promise.all(runners.map((runner) => runner.stop()));
    expect(new Set(sent).size).toBe(20);
    expect(sent).toHaveLength(20);
  });
});

describe('the memory of a process', () => {
  it('is there for the next event, after a restart too', async () => {
    const world = memoryWorld();
    const clock = { time: time('09:00') };
    const sent: unknown[] = [];
    const note = ({ target, data }: ProcessCommand) => void sent.push([target, data]);
    const first = await running(world, clock, note);
    await append(world.eventStore, 'ticket-1', 'named', { unit: 'north' });
    await settled(world, 'clockwork');
    await first.stop();
    expect(sent).toEqual([]);
    const second = await running(world, clock, note);
    await append(world.eventStore, 'ticket-2', 'named', { unit: 'north' });
    await append(world.eventStore, 'ticket-3', 'named', { unit: 'south' });
    await settled(world, 'clockwork');
    await second.stop();
    expect(sent).toEqual([['north', { streams: ['ticket-1', 'ticket-2'] }]]);
  });
});

describe('a process whose view was lost', () => {
  it('takes history in again in silence up to where it had got, and keeps what is still to come', async () => {
    const eventStore = openMemoryEventStore();
    const clock = { time: time('09:00') };
    const sent: ProcessCommand[] = [];
    const note = (command: ProcessCommand) => {
      sent.push(command);
      if (command.type === RECORD_PROGRESS)
        void append(eventStore, progressStream('clockwork'), 'process.advanced', command.data);
    };
    for (const id of [1, 2]) await append(eventStore, `ticket-${id}`, 'named', { unit: 'north' });
    await append(eventStore, 'ticket-1', 'opened', { at: [time('10:00')] });
    const world = { eventStore, readStore: openMemoryReadStore() };
    const first = await running(world, clock, note, 10);
    await until(() => sent.some(({ type }) => type === RECORD_PROGRESS));
    await first.stop();
    expect(sent.map(({ type }) => type)).toEqual(['Tell', RECORD_PROGRESS]);
    sent.length = 0;

    await append(eventStore, 'ticket-3', 'named', { unit: 'south' });
    await append(eventStore, 'ticket-4', 'named', { unit: 'south' });
    const second = await running({ eventStore, readStore: openMemoryReadStore() }, clock, note);
    await until(() => sent.length === 1);
    clock.time = time('10:00');
    await until(() => sent.length === 2);
    await second.stop();
    expect(sent.map(({ type, target }) => [type, target])).toEqual([
      ['Tell', 'south'],
      ['Remind', 'ticket-1'],
    ]);
  });
});
