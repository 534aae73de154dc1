import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { FencedOut } from '../../errors.js';
import { at, commitOf, put, queue, refusal, remove, tickets } from '../../contract/fixtures.js';
import type { CommitStep } from './journal.js';
import { MongoReadStore } from './mongo-read-store.js';

const url = process.env['MONGODB_URL'];
const onServer = url === undefined ? describe.skip : describe;

onServer(
  `a crash during a commit on a standalone server${url === undefined ? ': skipped, MONGODB_URL is not set' : ''}`,
  () => {
    const database = `evidesk_${randomUUID().replaceAll('-', '')}`;
    const opened: MongoReadStore[] = [];

    const open = async (crashAt?: CommitStep, times = 1): Promise<MongoReadStore> => {
      let seen = 0;
      const atStep = (step: CommitStep): void => {
        if (step === crashAt && ++seen === times) throw new Error('crash');
      };
      const store = new MongoReadStore({ url: url ?? '', database }, { atStep, batch: 2, partSize: 200 });
      opened.push(store);
      await store.define([queue]);
      return store;
    };

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()));
      const client = new MongoClient(url ?? '');
      await client.db(database).dropDatabase();
      await client.close();
    });

    const before = [1, 2, 3, 4].map((n) => ({ id: `d${n}`, n: 1, note: '旧🙂'.repeat(20) }));
    const after = [1, 2, 3].map((n) => ({ id: `d${n}`, n: 2, note: '新🙂'.repeat(20) }));
    const change = commitOf(2, [...after.map(put), remove('d4'), put({ id: 'd5' })]);
    const ids = ['d1', 'd2', 'd3', 'd4', 'd5'];
    const whole = new Map<string, unknown>([
      ...after.map((document) => [document.id, document] as const),
      ['d5', { id: 'd5' }],
    ]);

    const crashes: readonly (readonly [CommitStep, number])[] = [
      ['promised', 1],
      ['some-written', 1],
      ['some-written', 2],
      ['written', 1],
      ['checkpointed', 1],
    ];

    /** As a runner claims the checkpoint; the first time it may find that there was more. */
    const claim = async (store: MongoReadStore, fence: number): Promise<void> => {
      const { position } = await store.checkpoint('queue');
      await store.commit({ view: 'queue', generation: 1, fence, position, writes: [] }).catch((error: unknown) => {
        if (!(error instanceof FencedOut) || position === at(2)) throw error;
        return claim(store, fence);
      });
    };

    it.each(crashes)('at %s (%d) is repaired by the next holder of the lease', async (step, times) => {
      await (await open()).commit(commitOf(1, before.map(put)));
      await expect((await open(step, times)).commit(change)).rejects.toThrow('crash');
      const next = await open();
      await claim(next, 2);
      expect(await next.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(2) });
      expect(await next.getMany(tickets, ids, 1)).toEqual(whole);
      await next.commit(commitOf(3, [put({ id: 'd1', n: 3 })], { fence: 2 }));
      expect(await next.get(tickets, 'd1')).toEqual({ id: 'd1', n: 3 });
    });

    it.each(crashes)('at %s (%d) is repaired by whoever reads documents to change them', async (step, times) => {
      await (await open()).commit(commitOf(1, before.map(put)));
      await expect((await open(step, times)).commit(change)).rejects.toThrow('crash');
      expect(await (await open()).getMany(tickets, ids, 1)).toEqual(whole);
    });

    it.each(crashes)('at %s (%d) is repaired when the same commit is tried again', async (step, times) => {
      await (await open()).commit(commitOf(1, before.map(put)));
      const store = await open(step, times);
      await expect(store.commit(change)).rejects.toThrow('crash');
      await store.commit(change);
      expect(await store.getMany(tickets, ids, 1)).toEqual(whole);
    });

    it('leaves nothing of a holder that comes late: newer documents, deletions and the checkpoint stay', async () => {
      const newer = await open();
      await newer.commit(commitOf(1, before.map(put)));
      let meanwhile: Promise<void> = Promise.resolve();
      const late = new MongoReadStore(
        { url: url ?? '', database },
        {
          atStep: (step) => {
            if (step === 'promised')
              meanwhile = newer.commit(commitOf(9, [put({ id: 'd1', n: 9 }), remove('d2')], { fence: 2 }));
          },
        },
      );
      opened.push(late);
      await late.define([queue]);
      await Promise.allSettled([late.commit(change)]);
      await meanwhile;
      expect(await refusal(late.commit(change))).toBe('FencedOut');
      expect(await newer.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(9) });
      expect(await newer.getMany(tickets, ['d1', 'd2'], 1)).toEqual(new Map([['d1', { id: 'd1', n: 9 }]]));
    });
  },
);
