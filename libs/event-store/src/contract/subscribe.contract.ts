import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Position } from '@evidesk/kernel';
import type { EventBatch, SubscribeOptions } from '../port.js';
import { collect, eventsOf, idsOf, newEvent, newEvents, takeUntil, useBench, type OpenHarness } from './harness.js';

export function subscribeContract(open: OpenHarness): void {
  const bench = useBench(open);
  const subscriptions: AbortController[] = [];
  const subscribe = (after: Position, options: Partial<SubscribeOptions> = {}): AsyncIterator<EventBatch> => {
    const controller = new AbortController();
    subscriptions.push(controller);
    const filter = { streamPrefixes: [bench.prefix] };
    return bench.store.subscribe({ after, filter, signal: controller.signal, ...options })[Symbol.asyncIterator]();
  };
  const hasCaughtUp = (taken: readonly EventBatch[]): boolean => taken.at(-1)?.caughtUp === true;
  const hasEvents = (count: number) => (taken: readonly EventBatch[]) => eventsOf(taken).length >= count;
  const append = (name: string, count: number) => {
    const events = newEvents(count);
    return bench.store.append(bench.stream(name), events, 'any').then((result) => ({ ...result, ids: idsOf(events) }));
  };

  describe('subscribe', () => {
    it('gives history, then says that it has caught up, then what comes, each event once and in order', async () => {
      const before = await bench.store.head();
      const history = [...(await append('a', 3)).ids, ...(await append('b', 4)).ids];
      const batches = subscribe(before, { batchSize: 2 });
      const taken = await takeUntil(batches, hasCaughtUp);
      expect(idsOf(eventsOf(taken))).toEqual(history);
      for (const batch of taken) expect(batch.events.length).toBeLessThanOrEqual(2);
      for (let n = 0; n < 3; n += 1) {
        const live = await append('a', 2);
        expect(idsOf(eventsOf(await takeUntil(batches, hasEvents(2))))).toEqual(live.ids);
      }
      subscriptions.at(-1)?.abort();
      expect(await batches.next()).toEqual({ done: true, value: undefined });
    });

    it('says that it has caught up when there is nothing yet', async () => {
      const [batch] = await takeUntil(subscribe(await bench.store.head()), hasCaughtUp);
      expect(batch?.events).toEqual([]);
    });

    it('loses and repeats nothing while many write', async () => {
      const batches = subscribe(await bench.store.head());
      const writers = Array.from({ length: 20 }, async (_, n) => {
        for (let i = 0; i < 5; i += 1) await append(`w-${n % 7}`, 2);
      });
      const events = eventsOf(await takeUntil(batches, hasEvents(200)));
      await Promise.all(writers);
      const all = await collect(bench.store.readAll({ after: '', filter: { streamPrefixes: [bench.prefix] } }));
      expect(events).toEqual(all);
    });

    it('resumes behind any position without gap or repetition', async () => {
      const before = await bench.store.head();
      for (let n = 0; n < 4; n += 1) await append(`s-${n % 2}`, 2);
      const all = eventsOf(await takeUntil(subscribe(before), hasEvents(8)));
      for (const [index, { position }] of all.entries()) {
        if (index === all.length - 1) continue;
        const rest = eventsOf(await takeUntil(subscribe(position), hasEvents(all.length - index - 1)));
        expect(idsOf(rest)).toEqual(idsOf(all.slice(index + 1)));
      }
      subscriptions.forEach((subscription) => subscription.abort());
    });

    it('moves its position over events that are not wanted', async () => {
      const before = await bench.store.head();
      await append('wanted', 1);
      const unwanted = await append('unwanted', 50);
      const batches = subscribe(before, { filter: { streamPrefixes: [bench.stream('wanted')] } });
      const taken = await takeUntil(batches, hasCaughtUp);
      expect(eventsOf(taken).map((event) => event.stream)).toEqual([bench.stream('wanted')]);
      expect((taken.at(-1) as EventBatch).position >= unwanted.position).toBe(true);
      const later = await append('unwanted', 1);
      await takeUntil(batches, (more) => (more.at(-1)?.position ?? '') >= later.position);
      subscriptions.at(-1)?.abort();
    });

    it('waits for a slow subscriber, who then gets everything', async () => {
      const batches = subscribe(await bench.store.head(), { batchSize: 10 });
      await takeUntil(batches, hasCaughtUp);
      const ids: string[] = [];
      for (let n = 0; n < 10; n += 1) ids.push(...(await append('busy', 20)).ids);
      await setTimeout(50);
      expect(idsOf(eventsOf(await takeUntil(batches, hasEvents(200))))).toEqual(ids);
      subscriptions.at(-1)?.abort();
    });

    it('notices what is appended while its subscriber is at work', async () => {
      const batches = subscribe(await bench.store.head());
      await takeUntil(batches, hasCaughtUp);
      await append('work', 1);
      await takeUntil(batches, hasEvents(1));
      const { ids } = await append('work', 1);
      await setTimeout(50);
      expect(idsOf(eventsOf(await takeUntil(batches, hasEvents(1))))).toEqual(ids);
      subscriptions.at(-1)?.abort();
    });

    it('ends promptly by its signal, also while it waits and before it starts', async () => {
      const batches = subscribe(await bench.store.head());
      await takeUntil(batches, hasCaughtUp);
      const waiting = batches.next();
      await setTimeout(20);
      const since = performance.now();
      subscriptions.at(-1)?.abort();
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect(performance.now() - since).toBeLessThan(1_000);
      expect(await subscribe('', { signal: AbortSignal.abort() }).next()).toEqual({ done: true, value: undefined });
    });

    it('serves many subscribers, each at its own pace', async () => {
      const before = await bench.store.head();
      const subscribers = Array.from({ length: 5 }, (_, n) => subscribe(before, { batchSize: n + 1 }));
      const { ids } = await append('many', 12);
      const taken = await Promise.all(subscribers.map((batches) => takeUntil(batches, hasEvents(12))));
      for (const batches of taken) expect(idsOf(eventsOf(batches))).toEqual(ids);
      await bench.store.append(bench.stream('many'), [newEvent()], 11);
      const more = await Promise.all(subscribers.map((batches) => takeUntil(batches, hasEvents(1))));
      for (const batches of more) expect(eventsOf(batches)[0]?.revision).toBe(12);
      subscriptions.forEach((subscription) => subscription.abort());
    });
  });
}
