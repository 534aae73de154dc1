import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openFileBlobStore } from '@evidesk/blob-store';
import { canonicalJson, openSqliteEventStore } from '@evidesk/event-store';
import { START } from '@evidesk/kernel';
import Database from 'better-sqlite3';
import { newEvent, Vault } from '../../audit-proof/testing/vault.fixture.js';
import { BackupError } from './errors.js';
import { makeBackup, type MakeBackupOptions } from './make-backup.js';
import { type Manifest, manifestText } from './manifest.js';
import { checkBackup, refuseHalfRestored, restoreBackup } from './restore-backup.js';

const HASH = /^[0-9a-f]{64}$/;

describe('backup', () => {
  let vault: Vault;
  let folder: string;
  let blob: string;

  const filesIn = (root: string): readonly string[] =>
    (readdirSync(root, { recursive: true }) as string[]).filter((path) => statSync(join(root, path)).isFile()).sort();
  const backup = (options: Partial<MakeBackupOptions> = {}) =>
    makeBackup({
      dataDir: vault.folder,
      folder: join(folder, 'kept'),
      now: () => new Date().toISOString(),
      version: '0.1.0',
      keys: true,
      blobsOf: ({ data }) => {
        const { text = '' } = JSON.parse(data) as { readonly text?: string };
        return HASH.test(text) ? [text] : [];
      },
      ...options,
    });
  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof BackupError ? error.code : String(error)),
    );
  const said = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', String);
  const attach = async (bytes: string): Promise<string> => {
    const store = openFileBlobStore({ folder: join(vault.folder, 'blobs') });
    return (await store.put(Buffer.from(bytes))).sha256;
  };

  beforeEach(async () => {
    vault = new Vault();
    folder = mkdtempSync(join(tmpdir(), 'evidesk-backup-'));
    blob = await attach('a file of somebody');
    await vault.write(async (store) => {
      await store.append('incident-9', [newEvent(blob)], 'any');
    });
    await vault.record(['incident-1', 'incident-2', 'incident-1', 'incident-3']);
    writeFileSync(join(vault.folder, 'token.key'), 'secret', { mode: 0o600 });
    writeFileSync(join(vault.folder, 'directory.yaml'), 'people: []\n');
    writeFileSync(join(vault.folder, 'views.db'), 'follows from the events');
    writeFileSync(join(vault.folder, 'server.json'), '{}');
  });
  afterEach(() => {
    vault.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('make', () => {
    it('has events, files, keys and the directory, each kept to its owner, with sums that sha256sum reads', async () => {
      const { path, manifest } = await backup();
      const blobPath = `blobs/${blob.slice(0, 2)}/${blob.slice(2, 4)}/${blob}`;
      const files = ['SHA256SUMS', blobPath, 'directory.yaml', 'events.db', 'manifest.json', 'seal.key', 'token.key'];
      expect(filesIn(path)).toEqual(files);
      expect(filesIn(path).filter((name) => (statSync(join(path, name)).mode & 0o777) !== 0o600)).toEqual([]);
      expect(statSync(path).mode & 0o777).toBe(0o700);
      const checked = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: path }).toString();
      expect(checked.trim().split('\n').sort()).toEqual(
        files.filter((name) => !['SHA256SUMS', 'manifest.json'].includes(name)).map((name) => `${name}: OK`),
      );
      expect(manifest).toMatchObject({
        format: 'evidesk-backup',
        madeBy: '0.1.0',
        events: { count: 7, streams: 5, seals: 1, head: '0000000000000007' },
        blobs: { count: 1, bytes: 18, missing: 0 },
        leftOut: [{ name: 'views.db' }],
      });
      expect(manifest.events.newestSeal?.hash).toMatch(HASH);
    });

    it('is of one instant while events are written, and has all that were acknowledged before it began', async () => {
      await vault.write(async (store) => {
        const before = await store.head();
        let written = 0;
        let stopped = false;
        const writer = (async () => {
          while (!stopped) {
            await store.append(`incident-${written % 7}`, [newEvent('x'.repeat(2_000))], 'any');
            written += 1;
            if (written % 20 === 0) await setImmediate();
          }
        })();
        await setImmediate();
        const { path, manifest } = await backup();
        stopped = true;
        await writer;
        expect(manifest.events.head >= before).toBe(true);
        expect(manifest.events.head < (await store.head())).toBe(true);
        expect(manifest.events.count).toBe(Number(manifest.events.head));
        await expect(checkBackup({ backup: path })).resolves.toMatchObject({ missingKeys: ['keys.db', 'cursor.key'] });
      });
    });

    it('leaves keys out where that is wanted, and says so when it is restored', async () => {
      const { path, manifest } = await backup({ keys: false });
      expect(filesIn(path).filter((name) => name.endsWith('.key'))).toEqual([]);
      expect(manifest.leftOut.map(({ name }) => name)).toEqual(['seal.key', 'token.key', 'views.db']);
      const { missingKeys } = await restoreBackup({ backup: path, dataDir: join(folder, 'data') });
      expect(missingKeys).toEqual(['keys.db', 'seal.key', 'token.key', 'cursor.key']);
    });

    it('names what in the folder is none of the desk’s', async () => {
      writeFileSync(join(vault.folder, 'notes.txt'), '');
      const { manifest } = await backup();
      expect(manifest.leftOut).toContainEqual({ name: 'notes.txt', why: 'it is no file of the desk' });
    });

    it('leaves a damaged file out and names it, and counts those that are not there', async () => {
      const second = await attach('another');
      await vault.write(async (store) => {
        for (const text of [second, 'f'.repeat(64)]) await store.append('incident-9', [newEvent(text)], 'any');
      });
      const damaged = `blobs/${blob.slice(0, 2)}/${blob.slice(2, 4)}/${blob}`;
      writeFileSync(join(vault.folder, damaged), 'a file of somebody else');
      const { path, damagedBlobs, manifest } = await backup();
      expect(damagedBlobs).toEqual([damaged]);
      expect(manifest.blobs).toEqual({ count: 1, bytes: 23 + 7, missing: 1 });
      expect(filesIn(path)).not.toContain(damaged);
      expect(await codeOf(checkBackup({ backup: path }))).toBe('done');
    });
  });

  describe('make refuses', () => {
    const nothingLeft = () =>
      expect(existsSync(join(folder, 'kept')) ? readdirSync(join(folder, 'kept')) : []).toEqual([]);

    it('the data folder, a folder in it, and a link to one', async () => {
      symlinkSync(vault.folder, join(folder, 'link'));
      const targets = [vault.folder, join(vault.folder, 'backups'), join(folder, 'link'), join(folder, 'link', 'new')];
      for (const target of targets) expect(await codeOf(backup({ folder: target }))).toBe('backup.inside-data');
      expect(existsSync(join(vault.folder, 'backups'))).toBe(false);
    });

    it('a target that can not be written', async () => {
      writeFileSync(join(folder, 'file'), '');
      expect(await codeOf(backup({ folder: join(folder, 'file', 'kept') }))).toBe('backup.target-unwritable');
    });

    it('events that are not what was written, in the copy before it is called done', async () => {
      vault.tamper((db) => db.exec(`UPDATE events SET data = '{"text":"other"}' WHERE position = 3`));
      expect(await said(backup())).toContain('no backup was made: events.db is damaged: modified: incident-2#0');
      nothingLeft();
    });

    it('a file whose pages are torn', async () => {
      const file = join(vault.folder, 'events.db');
      truncateSync(file, Math.floor(statSync(file).size / 2));
      expect(await codeOf(backup())).toBe('backup.source-damaged');
      nothingLeft();
    });

    it('to go on once it is asked to stop, and leaves nothing', async () => {
      for (const wanted of ['copying events', 'copying files', 'verifying events'] as const) {
        if (wanted === 'verifying events') await vault.record(Array.from({ length: 1_200 }, () => 'incident-4'));
        const controller = new AbortController();
        const onProgress = (phase: string) => {
          if (phase === wanted) controller.abort();
        };
        expect(await codeOf(backup({ signal: controller.signal, onProgress }))).toBe('backup.interrupted');
        nothingLeft();
      }
    });
  });

  describe('restore', () => {
    it('makes the folder as it was, and the events verify', async () => {
      const { path, manifest } = await backup();
      const dataDir = join(folder, 'deep', 'data');
      const restored = await restoreBackup({ backup: path, dataDir });
      expect(restored.manifest).toEqual(manifest);
      for (const name of ['token.key', 'seal.key', 'directory.yaml'])
        expect(readFileSync(join(dataDir, name))).toEqual(readFileSync(join(vault.folder, name)));
      expect(filesIn(dataDir)).toEqual(filesIn(path).filter((name) => !['SHA256SUMS', 'manifest.json'].includes(name)));
      expect(filesIn(dataDir).filter((name) => (statSync(join(dataDir, name)).mode & 0o077) !== 0)).toEqual([]);
      const store = openSqliteEventStore({ file: join(dataDir, 'events.db'), mode: 'write' });
      const events = [];
      for await (const event of store.readAll({ after: START })) events.push(event);
      await store.close();
      expect(events).toEqual(await vault.events());
    });

    it('takes an empty folder, and a file system of its own', async () => {
      const { path } = await backup();
      mkdirSync(join(folder, 'data', 'lost+found'), { recursive: true });
      expect(await codeOf(restoreBackup({ backup: path, dataDir: join(folder, 'data') }))).toBe('done');
    });

    it('refuses a folder that is not empty, and changes nothing there', async () => {
      const { path } = await backup();
      const before = filesIn(vault.folder);
      expect(await codeOf(restoreBackup({ backup: path, dataDir: vault.folder }))).toBe('restore.not-empty');
      expect(filesIn(vault.folder)).toEqual(before);
      writeFileSync(join(folder, 'file'), '');
      expect(await codeOf(restoreBackup({ backup: path, dataDir: join(folder, 'file') }))).toBe('restore.not-empty');
    });

    it('refuses a folder into which a restore was cut short, and so does a desk', async () => {
      const { path } = await backup();
      const dataDir = join(folder, 'data');
      mkdirSync(join(dataDir, 'restoring'), { recursive: true });
      expect(await codeOf(restoreBackup({ backup: path, dataDir }))).toBe('restore.cut-short');
      expect(() => refuseHalfRestored(dataDir, existsSync)).toThrow('empty the folder and restore again');
      expect(() => refuseHalfRestored(vault.folder, existsSync)).not.toThrow();
    });

    it('refuses a backup of which any file is missing, shorter, longer or other, names it, and leaves nothing', async () => {
      const { path } = await backup();
      const dataDir = join(folder, 'data');
      for (const name of filesIn(path)) {
        const file = join(path, name);
        const whole = readFileSync(file);
        const other = Buffer.from(whole);
        other[Math.floor(other.length / 2)] = (other[Math.floor(other.length / 2)] ?? 0) ^ 1;
        const damages = [
          () => rmSync(file),
          () => truncateSync(file, whole.length - 1),
          () => appendFileSync(file, '\0'),
          () => writeFileSync(file, other),
        ];
        for (const damage of damages) {
          damage();
          const message = await said(restoreBackup({ backup: path, dataDir }));
          expect(message).toContain(name);
          expect(message).toMatch(/damaged|no whole backup/);
          expect(readdirSync(dataDir)).toEqual([]);
          expect(await said(checkBackup({ backup: path }))).toBe(message);
          writeFileSync(file, whole);
        }
      }
      expect(await codeOf(restoreBackup({ backup: path, dataDir }))).toBe('done');
    });

    it('refuses a backup that was cut short anywhere', async () => {
      const { path } = await backup();
      const written = ['events.db', 'SHA256SUMS', 'seal.key', 'token.key', 'directory.yaml', 'manifest.json'];
      for (const name of written.toReversed()) {
        rmSync(join(path, name));
        expect(await codeOf(restoreBackup({ backup: path, dataDir: join(folder, 'data') }))).toBe('backup.incomplete');
      }
      expect(await codeOf(checkBackup({ backup: join(folder, 'nothing') }))).toBe('backup.none');
    });

    it('refuses a backup of a newer version by name', async () => {
      const { path } = await backup();
      const file = join(path, 'manifest.json');
      const manifest = { ...JSON.parse(readFileSync(file, 'utf8')), formatVersion: 2, madeBy: '9.0.0', more: true };
      writeFileSync(file, JSON.stringify(manifest));
      const message = await said(restoreBackup({ backup: path, dataDir: join(folder, 'data') }));
      expect(message).toContain('made by a newer version (Evidesk 9.0.0, backup format 2; this one reads up to 1)');
    });

    /** Writes the sums and the manifest anew, as one who wants a changed backup to be taken for whole. */
    const forge = (path: string, change: (sums: string) => string) => {
      const sums = change(readFileSync(join(path, 'SHA256SUMS'), 'utf8'));
      writeFileSync(join(path, 'SHA256SUMS'), sums);
      const { sha256: _, ...manifest } = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as Manifest & {
        sha256: string;
      };
      const text = manifestText({ ...manifest, sums: createHash('sha256').update(sums).digest('hex') });
      writeFileSync(join(path, 'manifest.json'), text);
    };
    const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

    it('refuses events of a newer format by name', async () => {
      const { path } = await backup();
      const file = join(path, 'events.db');
      const before = hashOf(file);
      const db = new Database(file);
      db.pragma('user_version = 7');
      db.close();
      forge(path, (sums) => sums.replace(before, hashOf(file)));
      expect(await codeOf(restoreBackup({ backup: path, dataDir: join(folder, 'data') }))).toBe('backup.newer');
    });

    it('refuses changed events though all sums agree: chains and seals do not', async () => {
      const { path } = await backup();
      const file = join(path, 'events.db');
      const before = hashOf(file);
      const db = new Database(file);
      db.exec(`UPDATE events SET data = '{"text":"other"}' WHERE position = 3`);
      db.close();
      forge(path, (sums) => sums.replace(before, hashOf(file)));
      const message = await said(restoreBackup({ backup: path, dataDir: join(folder, 'data') }));
      expect(message).toContain('the backup is damaged: events.db: ');
      expect(readdirSync(join(folder, 'data'))).toEqual([]);
    });

    it.each(['../outside', 'blobs/../../outside', '/etc/outside', 'notes.txt', 'blobs/..', 'events.db/.'])(
      'never writes to %s, whoever wrote the sums',
      async (line) => {
        const { path } = await backup();
        forge(path, (sums) => `${sums}${'a'.repeat(64)}  ${line}\n`);
        const message = await said(restoreBackup({ backup: path, dataDir: join(folder, 'data') }));
        expect(message).toContain('a line names no file of a desk');
        expect(existsSync(join(dirname(folder), 'outside'))).toBe(false);
      },
    );
  });

  it('hashes a manifest in canonical form, so that its layout does not matter', async () => {
    const { path } = await backup();
    const file = join(path, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, canonicalJson(manifest));
    expect(await codeOf(checkBackup({ backup: path }))).toBe('done');
  });
});
