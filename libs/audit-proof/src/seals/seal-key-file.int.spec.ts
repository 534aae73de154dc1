import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryEventStore } from '@evidesk/event-store';
import { clock, metadata, newEvent } from '../../testing/vault.fixture.js';
import { SealRecorder } from '../sealing/seal-recorder.js';
import { readKeyRotations } from './key-history.js';
import { SealKeyFile } from './seal-key-file.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidesk-key-'));
  path = join(folder, 'keys', 'seal.key');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the key file', () => {
  it('is made on first use, for its owner only, once however many ask', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => new SealKeyFile(path).readOrCreate()));
    expect(new Set(keys.map(({ publicKey }) => publicKey.id)).size).toBe(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is not trusted when others may read it, or when it holds no key', async () => {
    const file = new SealKeyFile(path);
    await file.readOrCreate();
    chmodSync(path, 0o640);
    await expect(file.readOrCreate()).rejects.toThrow('can be read by others (mode 640)');
    writeFileSync(path, 'nothing');
    chmodSync(path, 0o600);
    await expect(file.read()).rejects.toThrow('does not hold an Ed25519 private key');
  });
});

describe('a change of keys', () => {
  it('that was interrupted once it was recorded ends when the key is wanted', async () => {
    const eventStore = openMemoryEventStore();
    const keyFile = new SealKeyFile(path);
    const recorder = new SealRecorder({ eventStore, keyFile, clock, maxEvents: 4 });
    await eventStore.append('a', [newEvent('1')], 'any');
    await recorder.sealNow(metadata());
    // Struck down between the event and the file.
    const struck = new SealKeyFile(path);
    struck.readAs = (keyId) => (keyId === before ? keyFile.readAs(keyId) : Promise.resolve(undefined));
    const before = (await keyFile.read())?.publicKey.id;
    const { keyId } = await new SealRecorder({ eventStore, keyFile: struck, clock, maxEvents: 4 }).rotateKey(
      metadata(),
    );
    expect((await keyFile.read())?.publicKey.id).toBe(before);
    expect(existsSync(`${path}.next`)).toBe(true);

    await eventStore.append('a', [newEvent('2')], 'any');
    expect(await recorder.sealNow(metadata())).toMatchObject({ number: 2, keyId });
    expect((await keyFile.read())?.publicKey.id).toBe(keyId);
    expect(existsSync(`${path}.next`)).toBe(false);
  });

  it('that was interrupted before it was recorded is carried out with the key that was made for it', async () => {
    const eventStore = openMemoryEventStore();
    const keyFile = new SealKeyFile(path);
    const recorder = new SealRecorder({ eventStore, keyFile, clock, maxEvents: 4 });
    await recorder.rotateKey(metadata());
    const waiting = await keyFile.prepareNext();
    expect((await recorder.rotateKey(metadata())).keyId).toBe(waiting.publicKey.id);
  });

  it('is found in few reads among many seals, each in its order', async () => {
    const eventStore = openMemoryEventStore();
    const recorder = new SealRecorder({ eventStore, keyFile: new SealKeyFile(path), clock, maxEvents: 1 });
    const ids: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      if (round !== 2) for (let n = 0; n < round * 3 + 1; n += 1) await eventStore.append('a', [newEvent('x')], 'any');
      await recorder.sealNow(metadata());
      ids.push((await recorder.rotateKey(metadata())).keyId);
    }
    const rotations = await readKeyRotations(eventStore);
    expect(rotations).toHaveLength(6);
    expect(rotations.slice(1).map(({ keyId }) => keyId)).toEqual(ids);
  });
});
