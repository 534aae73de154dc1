import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { StoreUnavailable } from '@evidesk/kernel';
import { openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import type { CommandSender, ProcessCommand } from '@evidesk/runtime';
import { clock, metadata, newEvent } from '../../testing/vault.fixture.js';
import type { Seal } from '../contract/seal-events.js';
import { readSealsBehind } from '../seals/read-seals.js';
import { SealKeyFile } from '../seals/seal-key-file.js';
import { verifyStore } from '../verification/verify-store.js';
import { RecordSealSender } from './record-seal-sender.js';
import { Sealer, type SealerOptions } from './sealer.js';
import { SealRecorder } from './seal-recorder.js';

let folder: string;
let eventStore: EventStore;
let readStore: ReadStore;
let recorder: SealRecorder;
let lines: string[];
const sealers: Sealer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidesk-sealer-'));
  eventStore = openMemoryEventStore();
  readStore = openMemoryReadStore();
  const keyFile = new SealKeyFile(join(folder, 'seal.key'));
  recorder = new SealRecorder({ eventStore, keyFile, clock, maxEvents: 4 });
  lines = [];
});
afterEach(async () => {
  await Promise.all(sealers.splice(0).map((sealer) => sealer.stop()));
  rmSync(folder, { recursive: true, force: true });
});

function sealer(options: Partial<SealerOptions> = {}): Sealer {
  const logger = {
    info: (message: string) => void lines.push(message),
    warn: (message: string) => void lines.push(message),
    error: (message: string) => void lines.push(message),
  };
  const made = new Sealer({
    eventStore,
    readStore,
    sender: new RecordSealSender(recorder),
    clock,
    logger,
    owner: randomUUID(),
    leaseMs: 1_000,
    maxEvents: 4,
    maxWaitMs: 60_000,
    ...options,
  });
  sealers.push(made);
  made.start();
  return made;
}

async function append(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await eventStore.append(`s-${n % 3}`, [newEvent(`${n}`)], 'any');
}

const seals = () => readSealsBehind(eventStore, 0, 1_000);
const sealed = (all: readonly Seal[]) => all.reduce((sum, { count }) => sum + count, 0);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries > 500) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const verified = () => verifyStore({ eventStore, consecutive: true });

describe('the sealer', () => {
  it('seals whenever enough events wait', async () => {
    sealer();
    await append(11);
    await until(async () => (await seals()).length === 2);
    expect((await seals()).map(({ number, count }) => ({ number, count }))).toEqual([
      { number: 1, count: 4 },
      { number: 2, count: 4 },
    ]);
    expect(await verified()).toMatchObject({ intact: true, seals: 2, unsealed: { events: 3 } });
  });

  it('seals what waits when its time has come, and nothing when nothing does', async () => {
    sealer({ maxWaitMs: 30 });
    await append(2);
    await until(async () => (await seals()).length === 1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(await seals()).toMatchObject([{ number: 1, count: 2 }]);
    await append(1);
    await until(async () => (await seals()).length === 2);
  });

  it('seals what was before it', async () => {
    await append(9);
    sealer({ maxWaitMs: 30 });
    await until(async () => sealed(await seals()) === 9);
    expect(await verified()).toMatchObject({ intact: true, seals: 3, unsealed: { events: 0 } });
  });

  it('seals what it has taken in when it is stopped, and goes on from there', async () => {
    const first = sealer();
    await append(6);
    await until(async () => (await seals()).length === 1);
    await first.stop();
    expect(sealed(await seals())).toBe(6);
    sealer({ maxWaitMs: 30 });
    await append(2);
    await until(async () => sealed(await seals()) === 8);
    expect(await verified()).toMatchObject({ intact: true, seals: 3 });
  });

  it('works in one process at a time', async () => {
    sealer({ maxWaitMs: 20 });
    sealer({ maxWaitMs: 20 });
    await append(40);
    await until(async () => sealed(await seals()) === 40);
    expect(await verified()).toMatchObject({ intact: true, unsealed: { events: 0 } });
    expect(lines).not.toContain('events could not be sealed');
  });

  it('leaves no gap and no overlap though two hold the lease', async () => {
    const apart = openMemoryReadStore();
    sealer({ maxWaitMs: 5 });
    sealer({ maxWaitMs: 7, maxEvents: 3, readStore: apart });
    for (let round = 0; round < 12; round += 1) {
      await append(3);
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
    await until(async () => sealed(await seals()) === 36);
    expect(await verified()).toMatchObject({ intact: true, unsealed: { events: 0 } });
  });

  it('starts afresh behind a seal that another has written meanwhile', async () => {
    sealer();
    await append(2);
    await recorder.sealNow(metadata());
    await append(5);
    await until(async () => sealed(await seals()) === 6);
    expect((await seals()).map(({ count }) => count)).toEqual([2, 4]);
    expect(lines).toContain('the sealer starts afresh: others have sealed');
  });

  it.each(['before', 'after'])('goes on where it was struck down %s a seal was written', async (when) => {
    const direct = new RecordSealSender(recorder);
    let bury: (reason: Error) => void = () => undefined;
    const dying: CommandSender = {
      async send(command: ProcessCommand) {
        if (when === 'after') await direct.send(command);
        await new Promise<never>((_, reject) => (bury = reject));
      },
    };
    // Whoever is struck down gives nothing back until the test is over.
    const struck = new Sealer({ ...optionsOfStruck(), sender: dying });
    struck.start();
    await append(5);
    await until(async () => when === 'before' || (await seals()).length === 1);
    sealer({ maxWaitMs: 20, readStore: openMemoryReadStore() });
    await until(async () => sealed(await seals()) === 5);
    await append(5);
    await until(async () => sealed(await seals()) === 10);
    expect(await verified()).toMatchObject({ intact: true, unsealed: { events: 0 } });
    bury(new Error('struck down'));
    await struck.stop();
  });

  it('tells when it can not seal, and seals once it can', async () => {
    const direct = new RecordSealSender(recorder);
    let failures = 0;
    const sender: CommandSender = {
      async send(command) {
        failures += 1;
        if (failures < 3) throw new StoreUnavailable('event-store', 10);
        await direct.send(command);
      },
    };
    sealer({ sender, maxWaitMs: 10 });
    await append(3);
    await until(async () => sealed(await seals()) === 3);
    expect(lines).toContain('events could not be sealed');
    expect(await verified()).toMatchObject({ intact: true });
  });

  function optionsOfStruck(): SealerOptions {
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const owner = randomUUID();
    const sender = new RecordSealSender(recorder);
    return { eventStore, readStore, sender, clock, logger, owner, leaseMs: 600_000, maxEvents: 4, maxWaitMs: 5 };
  }
});

describe('the recorder of seals', () => {
  const range = (from: number, to: number, root: string) => {
    const at = (position: number) => String(position).padStart(16, '0');
    return { from: at(from), to: at(to), count: to - from + 1, root: root.repeat(64), tags: '' };
  };

  it('takes the same seal twice for one', async () => {
    await append(4);
    const first = await recorder.record(1, range(1, 4, 'a'), metadata());
    expect(await recorder.record(1, range(1, 4, 'a'), metadata())).toEqual(first);
    expect(await seals()).toHaveLength(1);
  });

  it.each<[string, number, ReturnType<typeof range>]>([
    ['of a number that is taken', 1, range(1, 4, 'b')],
    ['that leaves a number out', 3, range(5, 6, 'b')],
    ['whose range overlaps', 2, range(4, 6, 'b')],
  ])('refuses one %s', async (_, number, other) => {
    await append(6);
    await recorder.record(1, range(1, 4, 'a'), metadata());
    await expect(recorder.record(number, other, metadata())).rejects.toMatchObject({ code: 'seal.out-of-turn' });
    expect(await seals()).toHaveLength(1);
  });

  it('lets one of two that seal at once win, and all be sealed', async () => {
    await append(30);
    await Promise.all([recorder.sealNow(metadata()), recorder.sealNow(metadata()), recorder.sealNow(metadata())]);
    expect(sealed(await seals())).toBe(30);
    expect(await verified()).toMatchObject({ intact: true, unsealed: { events: 0 } });
  });

  it('seals nothing where there is nothing', async () => {
    expect(await recorder.sealNow(metadata())).toBeUndefined();
    await append(1);
    const seal = await recorder.sealNow(metadata());
    expect(await recorder.sealNow(metadata())).toEqual(seal);
    expect(await seals()).toHaveLength(1);
  });

  it('refuses to sign with a key that is not the store’s', async () => {
    await append(1);
    await recorder.sealNow(metadata());
    const other = new SealRecorder({
      eventStore,
      keyFile: new SealKeyFile(join(folder, 'other.key')),
      clock,
      maxEvents: 4,
    });
    await append(1);
    await expect(other.sealNow(metadata())).rejects.toThrow('restore that file');
    await expect(other.rotateKey(metadata())).rejects.toThrow('restore that file');
  });
});
