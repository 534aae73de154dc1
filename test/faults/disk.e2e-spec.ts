import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, faultTest, type Seen, skipFault } from '../support/fault-log.js';
import { type FaultyDesk, faultyDesk, until } from '../support/faulty-desk.js';
import { FailingDisk, NO_DISKS, noFailingDisk, noProtection, protect, SmallDisk } from '../support/small-disk.js';

const DISK_MIB = 96;
const WRITERS = 4;
const LOAD_MS = 500;
const COMMENT = 'Is there room for this?';
const MOST_COMMENTS = 200;

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
        desk.ledger.start(WRITERS);
        const before = await firstView(desk);
        disk.fill();
        await untilRefused(desk);
        const comments = await expectRefused(desk);
        expect((await desk.ledger.send(before))?.status).toBe(200);
        disk.empty();
        await until('it is ready', async () => (await notReady(desk)).length === 0);
        expect(await desk.ledger.one()).toBe(201);
        const written = desk.ledger.answers.get('201') ?? 0;
        desk.ledger.start(WRITERS);
        const { answers } = desk.ledger;
        await until('it goes on', () => (answers.get('201') ?? 0) > written + 4);
        const refused = refusals(desk);
        await expectComments(desk, comments);
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
      id: 'disk-write-protected',
      fault: 'the files can not be written any more',
      does: 'databases and logs are made immutable under load (chattr +i), and changeable again',
      holds: 'refuses every command with 503 and Retry-After, names the stores, answers queries; resumes by itself',
    },
    noProtection(),
    async () => {
      const desk = await faultyDesk();
      const isData = (name: string): boolean => /\.db(-wal)?$/.test(name);
      try {
        await desk.server.start();
        desk.ledger.start(WRITERS);
        const before = await firstView(desk);
        protect(desk.config.dataDir, isData, true);
        await untilRefused(desk);
        const { acknowledged } = desk.ledger;
        expect(await expectRefused(desk)).toBe(0);
        expect(desk.ledger.acknowledged).toBe(acknowledged);
        expect((await desk.ledger.send(before))?.status).toBe(200);
        protect(desk.config.dataDir, isData, false);
        const refused = refusals(desk);
        await until('it is ready', async () => (await notReady(desk)).length === 0);
        return { refused, ...(await expectWhole(desk)) };
      } finally {
        protect(desk.config.dataDir, isData, false);
        await desk.dispose();
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
        desk.ledger.start(WRITERS);
        await sleep(LOAD_MS);
        disk.fail();
        await untilRefused(desk);
        await expectRefused(desk);
        expect(await notReady(desk)).toEqual(expect.arrayContaining(['event-store', 'read-store']));
        const refused = refusals(desk);
        await desk.server.stop();
        disk.repair();
        await desk.server.start();
        return { refused, ...(await expectWhole(desk)) };
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
        desk.ledger.start(WRITERS);
        await sleep(LOAD_MS);
        await desk.ledger.stop();
        await desk.server.stop();
        disk.remount('ro');
        desk.server.spawn();
        expect(await desk.server.ended()).not.toBe(0);
        expect(desk.server.output).toMatch(/read-?only/);
        expect(desk.server.output).toContain(`${disk.folder}/`);
        expect(desk.server.output).not.toContain('triggerUncaughtException');
        disk.remount('rw');
        await desk.server.start();
        return await expectWhole(desk);
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

const refusals = ({ ledger }: FaultyDesk): number => ledger.answers.get('503') ?? 0;

/** Waits until the commands of the load are refused, and ends it. */
async function untilRefused(desk: FaultyDesk): Promise<void> {
  await until('commands are refused', () => refusals(desk) > 20);
  await desk.ledger.stop();
}

/** Commands are carried out again, and nothing acknowledged is missing. */
async function expectWhole(desk: FaultyDesk): Promise<Seen> {
  expect(await desk.ledger.one()).toBe(201);
  const { events } = await desk.verify();
  return { acknowledged: desk.ledger.acknowledged, events };
}

/** The address of what is shown of an incident, once a first one is there to be seen. */
async function firstView({ ledger }: FaultyDesk): Promise<string> {
  await sleep(LOAD_MS);
  await until('one is acknowledged', () => ledger.acknowledged > 0);
  await ledger.stop();
  const address = `/v1/incidents/${firstOf(ledger)}/history`;
  // Where cores are few, views have to wait for commands.
  await until('its view is there', async () => (await ledger.send(address))?.status === 200, 120_000);
  ledger.start(WRITERS);
  return address;
}

const firstOf = (ledger: FaultyDesk['ledger']): string => String(ledger.entries.find(({ id }) => id !== undefined)?.id);

/**
 * A little may still have room, where a larger write was cut off: it is acknowledged then, and has to be there later.
 * @returns how many comments were
 */
async function expectRefused(desk: FaultyDesk): Promise<number> {
  const answer = await desk.ledger.send('/v1/incidents', { body: { description: 'x' } });
  // A body that is wrong in itself is still told so.
  expect(answer?.status).toBe(400);
  await until('a record is refused', async () => (await desk.ledger.one()) === 503);
  const comment = async () =>
    desk.ledger.send(`/v1/incidents/${firstOf(desk.ledger)}/comments`, { body: { text: COMMENT } });
  let kept = 0;
  let refused = await comment();
  for (; refused?.status === 200 && kept < MOST_COMMENTS; kept += 1) refused = await comment();
  expect(refused?.status).toBe(503);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused?.json()).toMatchObject({ code: 'store.unavailable', store: 'event-store' });
  await until('the store is named', async () => (await notReady(desk)).includes('event-store'));
  return kept;
}

/** What was acknowledged is there, and what was refused is not. */
async function expectComments({ ledger }: FaultyDesk, count: number): Promise<void> {
  const seen = async (): Promise<number> => {
    const answer = await ledger.send(`/v1/incidents/${firstOf(ledger)}/history`);
    return ((await answer?.text()) ?? '').split(COMMENT).length - 1;
  };
  await until('every comment is seen', async () => (await seen()) >= count);
  expect(await seen()).toBe(count);
}

async function notReady({ server }: FaultyDesk): Promise<readonly string[]> {
  const answer = await fetch(`${server.url}/health/ready`);
  const { checks } = (await answer.json()) as { checks: readonly { readonly name: string; readonly ok: boolean }[] };
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}
