import { jest } from '@jest/globals';
import { openMemoryEventStore } from '@evidesk/event-store';
import { START, StoreUnavailable } from '@evidesk/kernel';
import type { Disclosure } from '@evidesk/platform';
import { CountingIds, FixedClock } from '@evidesk/testing';
import { BufferedAccessLog } from './buffered-access-log.js';

const look = (path: string): Disclosure => ({
  what: 'audit',
  path,
  filter: { actor: 'li' },
  principal: { id: 'anna', roles: ['auditor'] },
  correlationId: 'request-1',
});

function setUp() {
  const eventStore = openMemoryEventStore();
  const clock = new FixedClock();
  const failures: unknown[] = [];
  const append = jest.spyOn(eventStore, 'append');
  const ids = new CountingIds();
  const log = new BufferedAccessLog({ eventStore, clock, ids, onFailure: (error) => failures.push(error) });
  const written = async () => {
    const events = [];
    for await (const event of eventStore.readAll({ after: START })) events.push(event);
    return events;
  };
  return { log, clock, append, failures, written };
}

describe('The access log', () => {
  it('keeps who looked at what, by which filter and when', async () => {
    const { log, written } = setUp();
    log.note(look('/v1/audit'));
    await log.close();
    const [event] = await written();
    expect(event).toMatchObject({
      stream: 'access-20261116',
      type: 'access.recorded',
      data: { what: 'audit', path: '/v1/audit', filter: { actor: 'li' } },
      metadata: { actor: { id: 'anna', roles: ['auditor'] }, correlationId: 'request-1' },
    });
  });

  it('writes many at once, in order, each day into its stream', async () => {
    const { log, clock, append, written } = setUp();
    for (let count = 0; count < 99; count += 1) log.note(look(`/${count}`));
    expect(append).not.toHaveBeenCalled();
    clock.set('2026-11-17T00:00:00.000Z');
    log.note(look('/99'));
    await log.flush();
    expect(append).toHaveBeenCalledTimes(2);
    const events = await written();
    expect(events.map(({ data }) => data['path'])).toEqual(Array.from({ length: 100 }, (_, index) => `/${index}`));
    expect(new Set(events.map(({ stream }) => stream))).toEqual(new Set(['access-20261116', 'access-20261117']));
  });

  it('waits for a store that is away, and then discloses nothing more than can be kept', async () => {
    const { log, append, failures, written } = setUp();
    append.mockRejectedValue(new StoreUnavailable('event-store', 1_000));
    for (let count = 0; count < 10_000; count += 1) log.note(look('/x'));
    await log.flush();
    expect(() => log.assertRoom()).toThrow(StoreUnavailable);
    expect(failures.length).toBeGreaterThan(0);
    append.mockRestore();
    await log.flush();
    expect(() => log.assertRoom()).not.toThrow();
    expect(await written()).toHaveLength(10_000);
    await log.close();
  });

  it('writes at once what is noted while it closes', async () => {
    const { log, written } = setUp();
    await log.close();
    log.note(look('/late'));
    await log.flush();
    expect(await written()).toHaveLength(1);
  });

  it('cuts off what is too long', async () => {
    const { log, written } = setUp();
    log.note({ ...look('/'), filter: { actor: 'x'.repeat(2_000) } });
    await log.close();
    expect((await written())[0]?.data['filter']).toEqual({ actor: 'x'.repeat(500) });
  });
});
