import { describe, expect, it } from '@jest/globals';
import { START, StoreUnavailable } from '@evidesk/kernel';
import { DEFAULT_MAX_EVENT_BYTES } from '../append-rules.js';
import { ConcurrencyConflict, EventTooLarge, StreamNotFound } from '../errors.js';
import type { ExpectedRevision } from '../port.js';
import { collect, idsOf, newEvent, newEvents, useBench, type OpenHarness } from './harness.js';

export function appendContract(open: OpenHarness): void {
  const bench = useBench(open);

  describe('append', () => {
    it('gives back whole what was appended', async () => {
      const stream = bench.stream('whole');
      const events = [
        newEvent({ title: '机房断电 ⚡', nested: { list: [1, 2.5, null, true, 'é\u2028"\\'] } }),
        newEvent({}),
      ];
      const result = await bench.store.append(stream, events, 'absent');
      expect(result).toEqual({ revision: 1, position: expect.any(String), duplicate: false });
      const read = await collect(bench.store.readStream(stream));
      expect(read).toEqual(
        events.map((event, revision) => ({
          stream,
          revision,
          position: expect.any(String),
          type: event.type,
          data: event.data,
          metadata: event.metadata,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        })),
      );
      expect(read.at(-1)?.position).toBe(result.position);
    });

    it('leaves out keys whose value is undefined', async () => {
      const stream = bench.stream('undefined');
      await bench.store.append(stream, [newEvent({ kept: 1, dropped: undefined })], 'any');
      const [read] = await collect(bench.store.readStream(stream));
      expect(Object.keys(read?.data ?? {})).toEqual(['kept']);
    });

    const fits: [ExpectedRevision, number][] = [
      ['any', 0],
      ['any', 2],
      ['absent', 0],
      ['exists', 2],
      [1, 2],
    ];
    it.each(fits)('accepts expected revision %s on a stream of %i events', async (expected, length) => {
      const stream = bench.stream('expected');
      if (length > 0) await bench.store.append(stream, newEvents(length), 'absent');
      expect(await bench.store.append(stream, [newEvent()], expected)).toMatchObject({
        revision: length,
        duplicate: false,
      });
    });

    const misfits: [ExpectedRevision, number][] = [
      ['absent', 2],
      ['exists', 0],
      [0, 0],
      [0, 2],
      [5, 2],
    ];
    it.each(misfits)(
      'refuses expected revision %s on a stream of %i events, saying where it is',
      async (expected, length) => {
        const stream = bench.stream('conflict');
        if (length > 0) await bench.store.append(stream, newEvents(length), 'absent');
        const conflict = await bench.store.append(stream, newEvents(2), expected).catch((error: unknown) => error);
        expect(conflict).toBeInstanceOf(ConcurrencyConflict);
        expect(conflict).toMatchObject({ stream, expected, actual: length - 1 });
        const kept = await collect(bench.store.readStream(stream)).catch((error: unknown) => error);
        if (length === 0) expect(kept).toEqual(new StreamNotFound(stream));
        else expect(kept).toHaveLength(length);
      },
    );

    it('lets exactly one of many writers win at the same expected revision', async () => {
      const stream = bench.stream('race');
      await bench.store.append(stream, [newEvent()], 'absent');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () => bench.store.append(stream, [newEvent()], 0)),
      );
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ConcurrencyConflict);
      expect(await collect(bench.store.readStream(stream))).toHaveLength(2);
    });

    it('lets all writers win who expect nothing, each at a revision of its own', async () => {
      const stream = bench.stream('crowd');
      const results = await Promise.all(
        Array.from({ length: 20 }, () => bench.store.append(stream, newEvents(2), 'any')),
      );
      expect(results.map((result) => result.revision).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, n) => 2 * n + 1),
      );
    });

    it('lets all writers of different streams win, each at a position of its own', async () => {
      const results = await Promise.all(
        Array.from({ length: 100 }, (_, n) => bench.store.append(bench.stream(`own-${n}`), [newEvent()], 'absent')),
      );
      expect(new Set(results.map((result) => result.position)).size).toBe(100);
    });

    it.each<ExpectedRevision>([0, 'absent', 'any', 'exists', 2, 99])(
      'answers the same events again with the first result, whatever is expected (%s)',
      async (expected) => {
        const stream = bench.stream('again');
        const events = newEvents(2);
        await bench.store.append(stream, [newEvent()], 'absent');
        const first = await bench.store.append(stream, events, 0);
        await bench.store.append(stream, [newEvent()], 2);
        expect(await bench.store.append(stream, events, expected)).toEqual({ ...first, duplicate: true });
        expect(await collect(bench.store.readStream(stream))).toHaveLength(4);
      },
    );

    it('goes by the event id alone: other content under the same id is not written', async () => {
      const stream = bench.stream('content');
      const event = newEvent({ version: 'first' });
      await bench.store.append(stream, [event], 'absent');
      const again = { ...event, data: { version: 'second' } };
      expect(await bench.store.append(stream, [again], 'absent')).toMatchObject({ revision: 0, duplicate: true });
      expect((await collect(bench.store.readStream(stream))).map((read) => read.data)).toEqual([{ version: 'first' }]);
    });

    it('writes once when the same append is sent many times at once', async () => {
      const stream = bench.stream('impatient');
      const events = newEvents(3);
      const results = await Promise.all(Array.from({ length: 10 }, () => bench.store.append(stream, events, 'absent')));
      expect(results.filter((result) => !result.duplicate)).toHaveLength(1);
      expect(new Set(results.map((result) => `${result.revision}@${result.position}`)).size).toBe(1);
      expect(idsOf(await collect(bench.store.readStream(stream)))).toEqual(idsOf(events));
    });

    it.each<[string, (ids: number[]) => number[]]>([
      ['some new', ([a, b]) => [a as number, b as number, 9]],
      ['some new before', ([a]) => [9, a as number]],
      ['in another order', ([a, b]) => [b as number, a as number]],
    ])('refuses a mixture of ids that are there (%s) and writes none of them', async (_, mix) => {
      const stream = bench.stream('mixture');
      const known = newEvents(2);
      const fresh = newEvent();
      await bench.store.append(stream, known, 'absent');
      const mixture = mix([0, 1]).map((n) => known[n] ?? fresh);
      await expect(bench.store.append(stream, mixture, 'any')).rejects.toBeInstanceOf(ConcurrencyConflict);
      expect(idsOf(await collect(bench.store.readStream(stream)))).toEqual(idsOf(known));
    });

    it('refuses an event over the bound and writes nothing of its append', async () => {
      const stream = bench.stream('large');
      const large = newEvent({ text: '重'.repeat(DEFAULT_MAX_EVENT_BYTES / 3) });
      await expect(bench.store.append(stream, [newEvent(), large], 'any')).rejects.toBeInstanceOf(EventTooLarge);
      await expect(collect(bench.store.readStream(stream))).rejects.toEqual(new StreamNotFound(stream));
    });

    it('refuses an append of nothing, an id twice, and the names of system streams', async () => {
      const event = newEvent();
      await expect(bench.store.append(bench.stream('none'), [], 'any')).rejects.toBeInstanceOf(RangeError);
      await expect(bench.store.append(bench.stream('twice'), [event, event], 'any')).rejects.toBeInstanceOf(RangeError);
      await expect(bench.store.append('$system', [newEvent()], 'any')).rejects.toBeInstanceOf(RangeError);
    });
  });

  describe('close', () => {
    it('finishes what was accepted, and says afterwards that the store is not available', async () => {
      const stream = bench.stream('closing');
      const accepted = bench.store.append(stream, [newEvent()], 'absent');
      await bench.store.close();
      await bench.store.close();
      expect(await accepted).toMatchObject({ revision: 0 });
      await expect(bench.store.append(stream, [newEvent()], 'any')).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(bench.store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(bench.store.head()).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(collect(bench.store.readAll({ after: START }))).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(collect(bench.store.readStream(stream))).rejects.toBeInstanceOf(StoreUnavailable);
    });

    it('keeps every event over a restart, and goes on from there', async () => {
      if (bench.harness.restart === undefined) return;
      const stream = bench.stream('restart');
      const events = newEvents(3);
      const first = await bench.store.append(stream, events, 'absent');
      const before = await collect(bench.store.readStream(stream));
      await bench.restart();
      await bench.store.ping();
      expect(await collect(bench.store.readStream(stream))).toEqual(before);
      expect(await bench.store.append(stream, events, 'absent')).toEqual({ ...first, duplicate: true });
      const next = await bench.store.append(stream, [newEvent()], 2);
      expect(next.revision).toBe(3);
      expect(next.position > first.position).toBe(true);
    });
  });
}
