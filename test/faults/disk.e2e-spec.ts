import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, faultTest, type Seen, skipFault } from '../support/fault-log.js';
import { type FaultyDesk, faultyDesk, until } from '../support/faulty-desk.js';
import { FailingDisk, NO_DISKS, noFailingDisk, SmallDisk } from '../support/small-disk.js';

const DISK_MIB = 96;
const LOAD_MS = 500;

describe('the disk', () => {
  onDisk(
    {
      id: 'disk-full',
      fault: 'the disk is full',
      does: 'the data folder lies on a small file system, which is filled under load and emptied again',
      holds: 'refuses commands with 503 and Retry-After, names the store, answers queries; resumes by itself',
    },
    NO_DISKS,
    async () => {
      const disk = new SmallDisk(DISK_MIB);
      const desk = await faultyDesk({ dataDir: disk.folder, body: () => ({ description: 'x'.repeat(4_000) }) });
      try {
        await desk.server.start();
        desk.ledger.start(4);
        await sleep(LOAD_MS);
        const before = `/v1/incidents/${desk.ledger.entries.find(({ id }) => id !== undefined)?.id}/history`;
        await until('its view is there', async () => (await desk.ledger.send(before))?.status === 200);
        disk.fill();
        await until('commands are refused', () => (desk.ledger.answers.get('503') ?? 0) > 20);
        await desk.ledger.stop();
        await expectRefused(desk);
        expect((await desk.ledger.send(before))?.status).toBe(200);
        disk.empty();
        await until('it is ready', async () => (await notReady(desk)).length === 0);
        expect(await desk.ledger.one()).toBe(201);
        desk.ledger.start(4);
        await sleep(LOAD_MS);
        const refused = desk.ledger.answers.get('503') ?? 0;
        const { events } = await desk.verify();
        return { acknowledged: desk.ledger.acknowledged, refused, events };
      } finally {
        await desk.dispose();
        disk.dispose();
      }
    },
  );

  onDisk(
    {
      id: 'disk-fails',
      fault: 'the disk fails and turns read-only under load',
      does: 'the kernel is made to see an error of the file system (ext4, errors=remount-ro) while 4 clients write; it is checked, mounted and the desk started again',
      holds: 'refuses commands with 503 and Retry-After and names both stores; after the repair all is there',
    },
    noFailingDisk(),
    async () => {
      const disk = new FailingDisk(DISK_MIB);
      const desk = await faultyDesk({ dataDir: disk.folder });
      try {
        await desk.server.start();
        desk.ledger.start(4);
        await sleep(LOAD_MS);
        disk.fail();
        await until('commands are refused', () => (desk.ledger.answers.get('503') ?? 0) > 20);
        await desk.ledger.stop();
        await expectRefused(desk);
        expect(await notReady(desk)).toEqual(expect.arrayContaining(['event-store', 'read-store']));
        const refused = desk.ledger.answers.get('503') ?? 0;
        await desk.server.stop();
        disk.repair();
        await desk.server.start();
        expect(await desk.ledger.one()).toBe(201);
        const { events } = await desk.verify();
        return { acknowledged: desk.ledger.acknowledged, refused, events };
      } finally {
        await desk.dispose();
        disk.dispose();
      }
    },
  );

  onDisk(
    {
      id: 'disk-read-only',
      fault: 'the data folder is read-only at the start',
      does: 'the file system is remounted read-only between two starts, and made writable again',
      holds: 'does not start and says which file; afterwards starts with all that was there',
    },
    NO_DISKS,
    async () => {
      const disk = new SmallDisk(DISK_MIB);
      const desk = await faultyDesk({ dataDir: disk.folder });
      try {
        await desk.server.start();
        desk.ledger.start(4);
        await sleep(LOAD_MS);
        await desk.ledger.stop();
        await desk.server.stop();
        disk.remount('ro');
        desk.server.spawn();
        expect(await desk.server.ended()).not.toBe(0);
        expect(desk.server.output).toMatch(/read-?only/);
        expect(desk.server.output).toContain('events.db');
        disk.remount('rw');
        await desk.server.start();
        expect(await desk.ledger.one()).toBe(201);
        const { events } = await desk.verify();
        return { acknowledged: desk.ledger.acknowledged, events };
      } finally {
        await desk.dispose();
        disk.dispose();
      }
    },
  );
});

function onDisk(fault: Fault, why: string | undefined, run: () => Promise<Seen>): void {
  if (why === undefined) faultTest(fault, run, 90_000);
  else skipFault(fault, why);
}

async function expectRefused(desk: FaultyDesk): Promise<void> {
  const answer = await desk.ledger.send('/v1/incidents', { body: { description: 'x' } });
  // A body that is wrong in itself is still told so.
  expect(answer?.status).toBe(400);
  expect(await desk.ledger.one()).toBe(503);
  const entry = desk.ledger.entries.find(({ id }) => id !== undefined);
  const refused = await desk.ledger.send(`/v1/incidents/${entry?.id}/comments`, { body: { text: 'is it full?' } });
  expect(refused?.status).toBe(503);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused?.json()).toMatchObject({ code: 'store.unavailable', store: 'event-store' });
  expect(await notReady(desk)).toContain('event-store');
}

async function notReady({ server }: FaultyDesk): Promise<readonly string[]> {
  const answer = await fetch(`${server.url}/health/ready`);
  const { checks } = (await answer.json()) as { checks: readonly { readonly name: string; readonly ok: boolean }[] };
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}
