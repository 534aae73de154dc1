import canonicalizeModule from 'canonicalize';
import * as fc from 'fast-check';
import type { RecordedEvent } from '@evidesk/kernel';
import { openMemoryEventStore } from './adapters/memory/memory-event-store.js';
import { canonicalJson } from './canonical-json.js';
import { genesisHash, linkHash, verifyStream } from './chain.js';
import { collect, newEvent } from './contract/harness.js';

const canonicalize = canonicalizeModule as unknown as (input: unknown) => string;

describe('canonicalJson', () => {
  it('says the same as the library of RFC 8785, whatever the value', () => {
    const value = fc.dictionary(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('10', '9', 'a', 'A', 'é', '__proto__', '')),
      fc.oneof(
        fc.jsonValue(),
        fc.constant(undefined),
        fc.constant(-0),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
    );
    fc.assert(fc.property(value, (object) => expect(canonicalJson(object)).toBe(canonicalize(object))));
  });

  it('orders keys at every depth and writes numbers as RFC 8785 does', () => {
    const value = { b: [{ z: 1e21, y: -0 }], a: { d: 0.1, c: '\u20ac\u000f' }, x: undefined };
    expect(canonicalJson(value)).toBe('{"a":{"c":"€\\u000f","d":0.1},"b":[{"y":0,"z":1e+21}]}');
  });

  it('orders many keys as it orders few', () => {
    const keys = Array.from({ length: 100 }, (_, n) => `k${(n * 37) % 100}`);
    const value = Object.fromEntries(keys.map((key, n) => [key, n]));
    expect(canonicalJson(value)).toBe(canonicalize(value));
  });

  it('refuses numbers that JSON has not', () => {
    expect(() => canonicalJson({ a: NaN })).toThrow('NaN is not allowed');
    expect(() => canonicalJson({ a: [Infinity] })).toThrow('Infinity is not allowed');
  });
});

describe('hash chain', () => {
  let events: RecordedEvent[];
  beforeEach(async () => {
    const store = openMemoryEventStore();
    for (const title of ['one', 'two', 'three']) await store.append('incident-1', [newEvent({ title })], 'any');
    events = await collect(store.readStream('incident-1'));
  });
  const change = (revision: number, changes: Partial<RecordedEvent>): RecordedEvent[] =>
    events.map((event) => (event.revision === revision ? { ...event, ...changes } : event));

  it('starts from the hash of the stream’s name', () => {
    const [first] = events as [RecordedEvent];
    expect(genesisHash('incident-1')).toBe('8c6565ee639beda28e61d2384f12a866cb6e4a14e3320f1e46ca5d412bb148c6');
    expect(first.hash).toBe(
      linkHash(genesisHash('incident-1'), first.type, canonicalJson(first.data), canonicalJson(first.metadata)),
    );
  });

  it('verifies a stream that is as it was written, and one without events', () => {
    expect(verifyStream(events)).toBeUndefined();
    expect(verifyStream([])).toBeUndefined();
  });

  it.each<[string, Partial<RecordedEvent>]>([
    ['data', { data: { title: 'changed' } }],
    ['type', { type: 'test.changed.v1' }],
    ['metadata', { metadata: newEvent().metadata }],
    ['hash', { hash: genesisHash('x') }],
  ])('names the first event whose %s was changed', (_, changes) => {
    expect(verifyStream(change(1, changes))).toMatchObject({
      stream: 'incident-1',
      revision: 1,
      problem: 'wrong-hash',
    });
  });

  it('names the place where an event is missing, added or of another stream', () => {
    const [first, second, third] = events as [RecordedEvent, RecordedEvent, RecordedEvent];
    expect(verifyStream([first, third])).toEqual({
      stream: 'incident-1',
      revision: 2,
      problem: 'wrong-revision',
      detail: 'expected revision 1',
    });
    expect(verifyStream([first, { ...third, revision: 1 }])).toMatchObject({ revision: 1, problem: 'wrong-hash' });
    expect(verifyStream([first, { ...second, stream: 'incident-2' }])).toMatchObject({
      revision: 1,
      problem: 'other-stream',
    });
  });
});
