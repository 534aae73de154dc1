import { openMemoryEventStore } from '@evidesk/event-store';
import type { DomainEvent } from '@evidesk/kernel';
import { Type } from 'typebox';
import type { AggregateType } from './aggregate-type.js';
import { CommandExecutor } from './command-executor.js';
import { eventTypes } from './event-types.js';

type Named = DomainEvent<'thing.named', { readonly name: string }>;

const things: AggregateType<Named, readonly string[]> = {
  name: 'thing',
  initial: [],
  evolve: (names, event) => [...names, event.data.name],
  eventTypes: eventTypes({ 'thing.named': Type.Object({ name: Type.String() }) }),
  snapshotVersion: 1,
};

const noSnapshots = { load: async () => undefined, save: async () => undefined };

describe('a command that creates', () => {
  const store = openMemoryEventStore();
  const executor = () => new CommandExecutor(store, noSnapshots, { onSnapshotFailure: () => undefined });
  const at = '2026-01-05T01:00:00.000Z';
  const name = (who: CommandExecutor, commandId: string, given: string) =>
    who.execute(things, {
      id: '1',
      metadata: { commandId, correlationId: 'c', actor: { id: 'a', roles: [] }, occurredAt: at, recordedAt: at },
      creates: true,
      decide: (names) => [{ type: 'thing.named', data: { name: names.length === 0 ? given : `${given} too` } }],
    });

  it('is answered with what was stored when it is sent again, however it is decided now', async () => {
    const first = await name(executor(), 'one', 'first');
    expect(first).toMatchObject({ revision: 0, state: ['first'], duplicate: false });
    const again = await name(executor(), 'one', 'other');
    expect(again).toEqual({ ...first, duplicate: true });
  });

  it('decides by what is there when another has created it', async () => {
    const second = await name(executor(), 'two', 'second');
    expect(second).toMatchObject({ revision: 1, state: ['first', 'second too'], duplicate: false });
  });
});
