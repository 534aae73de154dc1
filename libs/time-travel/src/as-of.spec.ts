import { openMemoryEventStore } from '@evidesk/event-store';
import { openMemoryReadStore } from '@evidesk/read-store';
import { FixedClock, NOW } from '@evidesk/testing';
import { readAsOf } from './as-of.js';
import { CHECKPOINT_VIEW } from './checkpoint-store.js';
import { TimeMachine } from './time-machine.js';

const toInstant = (text: string) => (text.endsWith('Z') ? text : undefined);

describe('asOf', () => {
  it('C22 is an instant of recording or of occurrence, or a position', () => {
    expect(readAsOf(NOW, 'recorded', toInstant)).toEqual({ by: 'recorded', instant: NOW });
    expect(readAsOf(NOW, 'occurred', toInstant)).toEqual({ by: 'occurred', instant: NOW });
    const position = '0000000000000042';
    expect(readAsOf(position, 'recorded', toInstant)).toEqual({ by: 'recorded', position });
  });

  it.each(['2026-11-21', '2026', '20261121', 'yesterday', ''])('%j is told what would be right', (text) => {
    expect(() => readAsOf(text, 'recorded', toInstant)).toThrow(/2026-11-21T08:30:00Z.*0000000000000042/);
  });

  it('says that a position knows nothing of occurrence', () => {
    expect(() => readAsOf('0000000000000042', 'occurred', toInstant)).toThrow(/by=occurred takes an instant/);
  });

  it('refuses what is before the first event, and what has not come yet, and tells what could be asked for', async () => {
    const eventStore = openMemoryEventStore();
    const readStore = openMemoryReadStore();
    await readStore.define([CHECKPOINT_VIEW]);
    const machine = new TimeMachine({ eventStore, readStore, views: [], clock: new FixedClock() });
    const early = { code: 'as-of.too-early' };
    await expect(machine.at({ by: 'recorded', instant: NOW }, [])).rejects.toMatchObject(early);
    const metadata = {
      eventId: 'e',
      commandId: 'c',
      correlationId: 'r',
      schemaVersion: 1,
      actor: { id: 'a', roles: [] },
      occurredAt: '2026-11-10T00:00:00.000Z',
      recordedAt: '2026-11-11T00:00:00.000Z',
    };
    await eventStore.append('x-1', [{ type: 'x', data: {}, metadata }], 'any');
    const before = '2026-11-10T12:00:00.000Z';
    const first = { position: '0000000000000001', recordedAt: metadata.recordedAt, occurredAt: metadata.occurredAt };
    await expect(machine.at({ by: 'recorded', instant: before }, [])).rejects.toMatchObject({
      ...early,
      message: `nothing was there at ${before}: ask for ${metadata.recordedAt} or later`,
      details: { first },
    });
    await expect(machine.at({ by: 'recorded', position: '0000000000000000' }, [])).rejects.toMatchObject(early);
    await expect(machine.at({ by: 'occurred', instant: before }, [])).resolves.toBeDefined();
    await expect(machine.at({ by: 'recorded', instant: '2026-11-17T00:00:00.000Z' }, [])).rejects.toMatchObject({
      code: 'as-of.too-late',
      details: { latest: { instant: NOW, position: first.position } },
    });
    await expect(machine.at({ by: 'recorded', position: '0000000000000002' }, [])).rejects.toMatchObject({
      code: 'as-of.too-late',
    });
  });
});
