import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type EventStore, type NewEvent, openMemoryEventStore, verifyStream } from '@evidesk/event-store';
import { ERASED, type JsonObject, type PersonalData, type RecordedEvent, SEALED, START } from '@evidesk/kernel';
import { openMemoryKeyStore } from './adapters/memory/memory-key-store.js';
import { KEYS_KEPT_MS } from './key-ring.js';
import type { KeyStore } from './port.js';
import { SealedEventStore } from './sealed-event-store.js';

const PERSONAL = new Map<string, PersonalData>([
  [
    'incident.recorded',
    {
      of: { named: { userId: 'userId', contact: 'contact', name: 'name' } },
      fields: [{ path: 'name' }, { path: 'contact' }, { path: 'userId', absentWhenErased: true }, { path: 'extra.*' }],
    },
  ],
  ['incident.commented', { of: 'stream', fields: [{ path: 'text' }] }],
  [
    'incident.corrected',
    {
      of: 'stream',
      fields: [
        { path: 'changes.*.from', where: { field: 'field', in: ['contact'] } },
        { path: 'changes.*.to', where: { field: 'field', in: ['contact'] } },
      ],
    },
  ],
  ['notification.requested', { of: { incident: 'incidents.0' }, fields: [{ path: 'params.*' }] }],
]);

const event = (type: string, data: JsonObject): NewEvent => ({
  type,
  data,
  metadata: {
    eventId: randomUUID(),
    schemaVersion: 1,
    commandId: 'c',
    correlationId: 'c',
    actor: { id: 'desk', roles: ['service_desk'] },
    occurredAt: '2026-11-21T08:30:00.000Z',
    recordedAt: '2026-11-21T08:30:00.000Z',
  },
});

const RECORDED = {
  number: 'INC-1',
  name: 'Wang Li',
  contact: '+86 555',
  userId: 'wang',
  extra: { 'a/b~c': 'blue door', floor: 3 },
};

let events: EventStore;
let keys: KeyStore;
let store: SealedEventStore;

beforeEach(() => {
  events = openMemoryEventStore();
  keys = openMemoryKeyStore();
  store = new SealedEventStore({ events, keys, personal: PERSONAL });
});
afterEach(() => {
  jest.restoreAllMocks();
  return store.close();
});

async function all(of: EventStore, stream = 'incident-1'): Promise<RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  for await (const one of of.readStream(stream)) found.push(one);
  return found;
}

/** Another process on the same stores. */
const another = () => new SealedEventStore({ events, keys, personal: PERSONAL });

async function erase(person: string): Promise<void> {
  const known = await keys.person(person);
  await keys.destroy(person, known?.generation ?? 0);
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + KEYS_KEPT_MS);
}

const personOf = async (): Promise<string> => (await all(events))[0]?.metadata.person ?? '';

describe('an event store that keeps personal texts sealed', () => {
  it('stores nothing personal in the clear, and gives back what was written', async () => {
    const changes = [
      { field: 'contact', from: '+86 555', to: '+86 777' },
      { field: 'type', from: 'a', to: 'b' },
    ];
    await store.append('incident-1', [event('incident.recorded', RECORDED)], 'absent');
    await store.append(
      'incident-1',
      [event('incident.commented', { text: 'he called' }), event('incident.corrected', { changes })],
      0,
    );
    await store.append(
      'notification-1',
      [event('notification.requested', { incidents: ['1'], params: { title: 'blue door' } })],
      'absent',
    );
    const raw = JSON.stringify([...(await all(events)), ...(await all(events, 'notification-1'))]);
    for (const text of ['Wang', '86 555', '86 777', '"wang"', 'blue door', 'he called'])
      expect(raw).not.toContain(text);
    expect((await all(events))[0]?.data).toEqual({
      number: 'INC-1',
      name: SEALED,
      contact: SEALED,
      userId: SEALED,
      extra: { 'a/b~c': SEALED, floor: 3 },
    });
    for (const reader of [store, another()]) {
      expect((await all(reader)).map(({ data }) => data)).toEqual([RECORDED, { text: 'he called' }, { changes }]);
      expect((await all(reader, 'notification-1'))[0]?.data).toEqual({
        incidents: ['1'],
        params: { title: 'blue door' },
      });
    }
    expect(new Set((await all(store)).map(({ metadata }) => metadata.person)).size).toBe(1);
    expect((await all(store))[0]?.metadata).not.toHaveProperty('box');
  });

  it('has its chains over the boxes, before an erasure and after it', async () => {
    await store.append('incident-1', [event('incident.recorded', RECORDED)], 'absent');
    await store.append('incident-1', [event('incident.commented', { text: 'x' })], 0);
    expect(verifyStream(await all(events))).toBeUndefined();
    await erase(await personOf());
    expect(verifyStream(await all(events))).toBeUndefined();
  });

  it('reads, once the key is destroyed, as of an erased person: in the same shape, everywhere within a second', async () => {
    await store.append('incident-1', [event('incident.recorded', RECORDED)], 'absent');
    await store.append(
      'incident-1',
      [event('incident.corrected', { changes: [{ field: 'contact', from: 'a', to: 'b' }] })],
      0,
    );
    const other = another();
    expect((await all(other))[0]?.data).toEqual(RECORDED);
    await erase(await personOf());
    for (const reader of [store, other, another()]) {
      expect((await all(reader)).map(({ data }) => data)).toEqual([
        { number: 'INC-1', name: ERASED, contact: ERASED, extra: { 'a/b~c': ERASED, floor: 3 } },
        { changes: [{ field: 'contact', from: ERASED, to: ERASED }] },
      ]);
    }
    const read: JsonObject[] = [];
    for await (const { data } of other.readAll({ after: START })) read.push(data);
    expect(JSON.stringify(read)).not.toContain('Wang');
  });

  it('gives subscribers the same', async () => {
    await store.append('incident-1', [event('incident.recorded', RECORDED)], 'absent');
    const first = async () => {
      for await (const batch of store.subscribe({ after: START, signal: new AbortController().signal }))
        return batch.events[0];
      return undefined;
    };
    expect((await first())?.data).toEqual(RECORDED);
    await erase(await personOf());
    expect((await first())?.data).toMatchObject({ name: ERASED });
  });

  it('goes on with a new key for what comes in after the erasure', async () => {
    await store.append('incident-1', [event('incident.recorded', RECORDED)], 'absent');
    const person = await personOf();
    await erase(person);
    await store.append('incident-1', [event('incident.commented', { text: 'he is back' })], 0);
    await store.append('incident-2', [event('incident.recorded', RECORDED)], 'absent');
    expect((await all(store))[0]?.data).toMatchObject({ name: ERASED });
    expect((await all(store))[1]?.data).toEqual({ text: 'he is back' });
    expect((await all(store, 'incident-2'))[0]?.data).toEqual(RECORDED);
    expect((await all(events, 'incident-2'))[0]?.metadata.person).toBe(person);
    expect(await keys.person(person)).toEqual({ person, generation: 2, hasKey: true });
  });

  it('keeps people apart: by user id, else by contact and name together', async () => {
    const others = [
      { ...RECORDED, contact: 'elsewhere' },
      { name: 'Wang Li', contact: '+86 555' },
      { name: ' WANG  li', contact: '+86 555' },
      { name: 'Zhao', contact: '+86 555' },
    ];
    const persons: (string | undefined)[] = [];
    for (const [at, data] of [RECORDED, ...others].entries()) {
      await store.append(`incident-${at}`, [event('incident.recorded', data)], 'absent');
      persons.push((await all(events, `incident-${at}`))[0]?.metadata.person);
    }
    expect(persons[1]).toBe(persons[0]);
    expect(persons[3]).toBe(persons[2]);
    expect(new Set(persons).size).toBe(3);
    const ids = await store.personIds();
    const found = async (naming: object) =>
      (await keys.withMarks(ids.marks(naming))).map(({ person }) => person).sort();
    expect(await found({ contact: '+86 555' })).toEqual([...new Set(persons)].sort());
    expect(await found({ contact: 'elsewhere' })).toEqual([persons[0]]);
    expect(await found({ name: 'wang li', contact: '+86 555' })).toEqual([persons[0], persons[2]].sort());
    expect(await found({ userId: 'wang' })).toEqual([persons[0]]);
  });

  it('reads events of before there were keys as they are, and seals what is added to their streams', async () => {
    await events.append('incident-1', [event('incident.recorded', RECORDED)], 'absent');
    await store.append('incident-1', [event('incident.commented', { text: 'he called' })], 0);
    expect((await all(store)).map(({ data }) => data)).toEqual([RECORDED, { text: 'he called' }]);
    expect((await all(events))[1]?.data).toEqual({ text: SEALED });
  });

  it('takes an append that comes again for the same', async () => {
    const again = event('incident.recorded', RECORDED);
    const first = await store.append('incident-1', [again], 'absent');
    expect(await store.append('incident-1', [again], 'absent')).toEqual({ ...first, duplicate: true });
    expect(await all(store)).toHaveLength(1);
  });

  it('tells of a box that was moved, and does not open it', async () => {
    const broken: Error[] = [];
    await store.append('incident-1', [event('incident.recorded', RECORDED)], 'absent');
    const [stored] = await all(events);
    if (stored === undefined) throw new Error('it was stored');
    const { type, data, metadata } = stored;
    await events.append('incident-2', [{ type, data, metadata: { ...metadata, eventId: randomUUID() } }], 'absent');
    const watched = new SealedEventStore({ events, keys, personal: PERSONAL, onBroken: (error) => broken.push(error) });
    expect((await all(watched, 'incident-2'))[0]?.data).toMatchObject({ name: ERASED });
    expect(broken.map(({ name }) => name)).toEqual(['BrokenBox']);
  });

  it('refuses to write while the keys are away, and leaves nothing behind', async () => {
    await store.append('incident-1', [event('incident.recorded', RECORDED)], 'absent');
    const away = { ...keys, keysFor: () => Promise.reject(new Error('away')) };
    const cut = new SealedEventStore({ events, keys: away, personal: PERSONAL });
    await expect(cut.append('incident-2', [event('incident.recorded', RECORDED)], 'absent')).rejects.toThrow('away');
    await expect(all(events, 'incident-2')).rejects.toThrow();
  });
});
