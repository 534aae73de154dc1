import { readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { viewsFile } from '@evidesk/worker';
import { faultTest } from '../support/fault-log.js';
import { type FaultyDesk, faultyDesk, until } from '../support/faulty-desk.js';
import { flipBytes } from '../support/flip-bytes.js';

const LOAD_MS = 600;

describe('the read store is lost', () => {
  faultTest(
    {
      id: 'read-store-deleted-while-down',
      fault: 'the read store is deleted while the desk is down',
      does: 'views.db and its log are removed between two starts',
      holds: 'is built again from events; nothing of a process manager is done a second time',
    },
    () =>
      withLoad(async (desk) => {
        await desk.server.stop();
        removeViews(desk);
        await desk.server.start();
      }),
    60_000,
  );

  faultTest(
    {
      id: 'read-store-deleted-while-running',
      fault: 'the read store is deleted while the desk runs',
      does: 'views.db and its log are removed under load',
      holds: 'is noticed and built again without a restart, in both threads, while commands go on',
    },
    () => withLoad(async (desk) => removeViews(desk)),
    60_000,
  );

  faultTest(
    {
      id: 'read-store-damaged',
      fault: 'the read store is damaged while the desk is down',
      does: 'bytes of its first pages are flipped between two starts',
      holds: 'is put aside under another name, which is logged, and built again',
    },
    () =>
      withLoad(async (desk) => {
        await desk.server.stop();
        flipBytes(viewsFile(desk.config), 20, 4_000);
        await desk.server.start();
        expect(desk.server.output).toContain('.damaged-');
        const aside = readdirSync(desk.config.dataDir).filter((name) => name.includes('.damaged-'));
        expect(aside).toHaveLength(1);
      }),
    60_000,
  );
});

async function withLoad(harm: (desk: FaultyDesk) => Promise<void>): Promise<Record<string, number>> {
  const desk = await faultyDesk();
  try {
    await desk.server.start();
    desk.ledger.start(4);
    await sleep(LOAD_MS);
    const before = desk.ledger.entries.find(({ id }) => id !== undefined)?.id;
    await harm(desk);
    await sleep(LOAD_MS);
    // What was recorded before the loss can be read again.
    await until('the view is there again', async () => {
      const answer = await desk.ledger.send(`/v1/incidents/${before}`);
      return answer?.status === 200;
    });
    const { events } = await desk.verify();
    return { acknowledged: desk.ledger.acknowledged, events };
  } finally {
    await desk.dispose();
  }
}

function removeViews({ config }: FaultyDesk): void {
  // The log first: whoever opens the file anew in between is not to have his own removed.
  for (const suffix of ['-wal', '-shm', '']) rmSync(viewsFile(config) + suffix, { force: true });
}
