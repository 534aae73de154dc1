import { DomainError, type ProcessManager, type RecordedEvent, StoreUnavailable } from '@evidesk/kernel';
import type { ReadStore } from '@evidesk/read-store';
import { append, contextOf, fixedClock, memoryWorld, settled, start, until } from '../testing/kit.js';
import type { ProcessCommand } from './command-sender.js';
import { parked } from './parked.js';

import { processRunner } from './process-runner.js';

const escalation: ProcessManager = {
  name: 'sla-escalation',
  streams: ['ticket-'],
  react: (event) =>
    event.type === 'breached'
      ? [
          {
            kind: 'send',
            command: 'EscalateTicket',
            target: event.stream,
            data: { step: event.revision },
            key: 'escalate',
          },
        ]
      : [{ kind: 'ignore', reason: 'no breach' }],
};

async function allParked(world: ReturnType<typeof memoryWorld>) {
  const found = [];
  for await (const event of parked(world.readStore, escalation.name)) found.push(event);
  return found;
}

function running(world: ReturnType<typeof memoryWorld>, send: (command: ProcessCommand) => Promise<void>) {
  return start(processRunner(escalation, { ...contextOf(world), sender: { send } }), world);
}

describe('a process runner', () => {
  it('sends what follows from an event, with its causes, and is silent for the others', async () => {
    const world = memoryWorld();
    await append(world.eventStore, 'ticket-1', 'opened');
    await append(world.eventStore, 'ticket-1', 'breached');
    const sent: ProcessCommand[] = [];
    const runner = await running(world, async (command) => void sent.push(command));
    await settled(world, escalation.name);
    await runner.stop();
    let cause: RecordedEvent | undefined;
    for await (const event of world.eventStore.readStream('ticket-1')) cause = event;
    expect(sent).toEqual([
      {
        type: 'EscalateTicket',
        target: 'ticket-1',
        data: { step: 1 },
        metadata: {
          commandId: expect.any(String) as string,
          causationId: cause?.metadata.eventId,
          correlationId: cause?.metadata.correlationId,
          actor: { id: 'process:sla-escalation', roles: ['system'] },
          occurredAt: fixedClock.now(),
          recordedAt: fixedClock.now(),
        },
      },
    ]);
  });

  it('sends again with the same command ids after a crash between sending and the checkpoint', async () => {
    const world = memoryWorld();
    for (let at = 0; at < 6; at += 1) await append(world.eventStore, `ticket-${at % 2}`, 'breached');
    const ids: string[] = [];
    const note = async ({ target, data, metadata }: ProcessCommand) =>
      void ids.push(`${target} ${JSON.stringify(data)} ${metadata.commandId}`);
    const crashing = new Proxy(world.readStore, {
      get: (target, name: keyof ReadStore) =>
        name === 'commit' && ids.length > 0
          ? () => Promise.reject(new StoreUnavailable('read-store', 5))
          : (target[name].bind(target) as unknown),
    });
    const first = await running({ ...world, readStore: crashing }, note);
    await until(() => ids.length === 6 && first.status().state === 'retrying');
    await first.stop();
    const before = ids.splice(0);
    const second = await running(world, note);
    await settled(world, escalation.name);
    await second.stop();
    expect([...ids].sort()).toEqual([...before].sort());
    expect(new Set(before).size).toBe(6);
  });

  it('keeps the order of a stream', async () => {
    const world = memoryWorld();
    for (let at = 0; at < 12; at += 1) await append(world.eventStore, `ticket-${at % 3}`, 'breached');
    const order = new Map<string, number[]>();
    const runner = await running(world, async ({ target, data }) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      order.set(target, [...(order.get(target) ?? []), (data as { step: number }).step]);
    });
    await settled(world, escalation.name);
    await runner.stop();
    expect([...order.values()]).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
  });

  it.each([
    ['conflict', 4],
    ['not-found', 4],
    ['forbidden', 1],
  ] as const)(
    'parks an event whose command is refused (%s) after %d tries; a replay sends it',
    async (kind, attempts) => {
      const world = memoryWorld();
      let isRefusing = true;
      const sent: string[] = [];
      const runner = await running(world, async ({ target }) => {
        if (isRefusing && target === 'ticket-1') throw new DomainError(kind, 'ticket.refused', 'not now');
        sent.push(target);
      });
      for (const id of [1, 1, 2]) await append(world.eventStore, `ticket-${id}`, 'breached');
      await settled(world, escalation.name);
      await until(async () => (await allParked(world)).length === 2);
      expect(await allParked(world)).toMatchObject([{ attempts, blocked: false }, { blocked: true }]);
      await until(() => sent.length === 1);
      isRefusing = false;
      expect(await runner.replayParked()).toEqual({ replayed: 2, parked: 0 });
      expect(sent).toEqual(['ticket-2', 'ticket-1', 'ticket-1']);
      await runner.stop();
    },
  );

  it('waits while the store behind a command is unavailable', async () => {
    const world = memoryWorld();
    let failures = 5;
    const sent: string[] = [];
    const runner = await running(world, async ({ target }) => {
      if (failures-- > 0) throw new StoreUnavailable('event-store', 1);
      sent.push(target);
    });
    await append(world.eventStore, 'ticket-1', 'breached');
    await settled(world, escalation.name);
    await runner.stop();
    expect([sent, await allParked(world)]).toEqual([['ticket-1'], []]);
  });
});
