import { describe, expect, it } from '@jest/globals';
import { verifyStream } from '../chain.js';
import { collect, newEvent, newEvents, useBench, type OpenHarness } from './harness.js';

export function chainContract(open: OpenHarness): void {
  const bench = useBench(open);
  const verify = async (stream: string) => verifyStream(await collect(bench.store.readStream(stream)));

  describe('hash chain', () => {
    it('verifies after concurrent appends, refused ones and repeated ones', async () => {
      const stream = bench.stream('chain');
      const events = newEvents(2);
      await Promise.allSettled([
        ...Array.from({ length: 20 }, () => bench.store.append(stream, newEvents(2), 'any')),
        bench.store.append(stream, [newEvent()], 7),
        bench.store.append(stream, events, 'any'),
        bench.store.append(stream, events, 'any'),
      ]);
      expect(await verify(stream)).toBeUndefined();
    });

    it('goes on across a restart', async () => {
      const stream = bench.stream('chain');
      await bench.store.append(stream, newEvents(3), 'absent');
      await bench.restart();
      await bench.store.append(stream, [newEvent({ 名称: '告警' })], 2);
      expect(await verify(stream)).toBeUndefined();
    });

    it('survives a repeated append whose content differs', async () => {
      const stream = bench.stream('chain');
      const event = newEvent({ at: 1 });
      await Promise.all([1, 2, 3].map((at) => bench.store.append(stream, [{ ...event, data: { at } }], 'absent')));
      await bench.store.append(stream, [newEvent()], 0);
      expect(await verify(stream)).toBeUndefined();
    });
  });
}
