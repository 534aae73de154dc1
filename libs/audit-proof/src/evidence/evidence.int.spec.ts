import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, openSqliteEventStore } from '@evidesk/event-store';
import * as fc from 'fast-check';
import { metadata, newEvent, Vault } from '../../testing/vault.fixture.js';
import { sealHash, signSeal } from '../seals/seal.js';
import { generateSealKey } from '../seals/seal-key.js';
import { type Bundle, type BundleFile, makeBundle } from './bundle.js';
import { type BundleVerification, checkBundle, type CheckBundleOptions } from './check-bundle.js';
import { packTar, unpackTar } from './tar.js';

let vault: Vault;
let bundle: Bundle;
let files: Map<string, Buffer>;

beforeAll(async () => {
  vault = new Vault();
  await vault.write(async (store, recorder) => {
    const correlation = metadata();
    const note = async (stream: string, data: object = {}, correlationId?: string) => {
      const event = newEvent('告警 “DB01” \\ down\u0007');
      const merged = { ...event.data, ...data };
      const known = { ...event.metadata, correlationId: correlationId ?? event.metadata.correlationId };
      await store.append(stream, [{ ...event, data: merged, metadata: known }], 'any');
    };
    await note('incident-1');
    for (let n = 0; n < 5; n += 1) await note(`incident-${n + 2}`);
    await recorder.sealNow(metadata());
    await note('incident-1', { changeId: 'c-1' }, correlation.correlationId);
    await note('incident-1', { changeId: 'c-2', incidentId: '3', configurationId: '' });
    await note('change-c-1', {}, correlation.correlationId);
    await note('change-c-2', { incidentId: 'another' });
    for (let round = 0; round < 6; round += 1) {
      await note('incident-3', { ratio: 0.1 });
      await recorder.sealNow(metadata());
      if (round === 2) await recorder.rotateKey(metadata());
    }
    await note('incident-1', { ratio: 1.5 });
    await recorder.sealNow(metadata());
    await note('incident-1');
    bundle = await makeBundle(store, { incident: '1', exportedAt: '2026-11-21T08:30:00.000Z' });
  });
});
beforeEach(() => {
  files = new Map(bundle.files.map(({ name, content }) => [name, content]));
});
afterAll(() => vault.remove());

const check = (options?: CheckBundleOptions) => checkBundle(files, options);

/** Changes a line of a file of JSON lines. */
function edit(name: string, line: number, change: (value: Record<string, unknown>) => object): void {
  const lines = (files.get(name) as Buffer).toString().trimEnd().split('\n');
  lines[line] = canonicalJson(change(JSON.parse(lines[line] as string) as Record<string, unknown>));
  files.set(name, Buffer.from(`${lines.join('\n')}\n`));
}

/** Says what was found besides that a file is not the manifest's. */
const beyondManifest = ({ findings }: BundleVerification) =>
  findings.filter(({ detail }) => !detail.startsWith('the file'));

describe('a bundle', () => {
  it('holds the incident’s events and those of the change that was made for it, in their order', () => {
    const { manifest } = bundle;
    expect(manifest).toMatchObject({
      format: 'evidesk-evidence-1',
      incident: '1',
      streams: { 'incident-1': 5, 'change-c-1': 1 },
      events: 6,
      unsealed: 1,
    });
    const positions = (files.get('events.jsonl') as Buffer)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { position: string }).position);
    expect(positions).toEqual([...positions].sort());
  });

  it('can be checked without a store', () => {
    const { intact, events, streams, keys, newestSeal, unsealed, findings } = check();
    expect({ intact, events, streams, unsealed, findings }).toEqual({
      intact: true,
      events: 6,
      streams: 2,
      unsealed: { events: 1 },
      findings: [],
    });
    expect(newestSeal?.number).toBe(8);
    expect(keys).toHaveLength(2);
    expect(check({ knownSeal: newestSeal?.hash, knownKey: keys[0]?.slice(0, 16) }).intact).toBe(true);
  });

  it('leads back from the newest seal by few seals', () => {
    const numbers = (files.get('seals.jsonl') as Buffer)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { number: number }).number);
    expect(numbers).toEqual([1, 2, 3, 4, 6, 7, 8]);
  });

  it('can be made to lead by a seal that somebody knows', async () => {
    const store = openSqliteEventStore({ file: vault.file, mode: 'read' });
    const made = await makeBundle(store, { incident: '1', exportedAt: '2026-11-21T08:30:00.000Z', through: [5] });
    const seals = made.files.find(({ name }) => name === 'seals.jsonl')?.content.toString() ?? '';
    expect(seals).toContain('"number":5,');
    expect(checkBundle(new Map(made.files.map(({ name, content }) => [name, content]))).intact).toBe(true);
    await expect(
      makeBundle(store, { incident: '1', exportedAt: '2026-11-21T08:30:00.000Z', through: [9] }),
    ).rejects.toMatchObject({ code: 'seal.not-found' });
    await expect(makeBundle(store, { incident: 'x', exportedAt: '2026-11-21T08:30:00.000Z' })).rejects.toMatchObject({
      code: 'incident.not-found',
    });
    await store.close();
  });

  it('is not made of events that are not those that were sealed', async () => {
    const copy = new Vault();
    await copy.record(['incident-1', 'b', 'incident-1']);
    copy.tamper((db) => db.exec(`UPDATE events SET hash = '${'0'.repeat(64)}' WHERE position = 2`));
    const store = openSqliteEventStore({ file: copy.file, mode: 'read' });
    await expect(makeBundle(store, { incident: '1', exportedAt: '2026-11-21T08:30:00.000Z' })).rejects.toMatchObject({
      code: 'evidence.damaged',
    });
    await store.close();
    copy.remove();
  });
});

describe('a bundle that was tampered with is found out', () => {
  it('where a file was changed or left out', () => {
    files.set('README.md', Buffer.from('trust me'));
    files.delete('proofs.json');
    expect(() => check()).toThrow('the bundle has no proofs.json');
    files.set('proofs.json', bundle.files.find(({ name }) => name === 'proofs.json')?.content as Buffer);
    expect(check().findings).toMatchObject([
      { kind: 'modified', detail: expect.stringContaining('README.md') as string },
    ]);
  });

  it('where an event was changed', () => {
    edit('events.jsonl', 1, (line) => ({ ...line, event: { ...(line['event'] as object), type: 'other' } }));
    expect(beyondManifest(check())).toMatchObject([{ kind: 'modified', stream: 'incident-1', revision: 1 }]);
  });

  it('where its hash was made to fit', () => {
    edit('events.jsonl', 3, (line) => ({ ...line, hash: 'a'.repeat(64) }));
    expect(beyondManifest(check())).toMatchObject([{ kind: 'modified', stream: 'change-c-1', revision: 0 }]);
  });

  it('where an event was left out', () => {
    const lines = (files.get('events.jsonl') as Buffer).toString().split('\n');
    files.set('events.jsonl', Buffer.from(lines.filter((_, index) => index !== 1).join('\n')));
    expect(beyondManifest(check())).toContainEqual(
      expect.objectContaining({ kind: 'removed', stream: 'incident-1', revision: 1 }),
    );
  });

  it('where events changed places', () => {
    const lines = (files.get('events.jsonl') as Buffer).toString().trimEnd().split('\n');
    files.set('events.jsonl', Buffer.from([lines[1], lines[0], ...lines.slice(2)].join('\n')));
    expect(beyondManifest(check())).toContainEqual(expect.objectContaining({ kind: 'reordered', revision: 0 }));
  });

  it('where an event was put in', () => {
    const lines = (files.get('events.jsonl') as Buffer).toString().trimEnd().split('\n');
    const invented = (lines[3] as string).replaceAll('change-c-1', 'change-c-9');
    files.set('events.jsonl', Buffer.from([...lines.slice(0, 4), invented, ...lines.slice(4)].join('\n')));
    expect(beyondManifest(check())).toContainEqual(
      expect.objectContaining({ kind: 'inserted', stream: 'change-c-9', detail: 'nothing proves it' }),
    );
  });

  it('where a seal was changed, or signed by another', () => {
    edit('seals.jsonl', 1, (seal) => ({ ...seal, root: 'b'.repeat(64) }));
    expect(beyondManifest(check())).toMatchObject([{ kind: 'forged-seal', seal: 2 }]);
    const key = generateSealKey();
    edit('seals.jsonl', 1, ({ signature: _, ...seal }) => signSeal({ ...seal, keyId: key.publicKey.id } as never, key));
    expect(beyondManifest(check())).toMatchObject([{ kind: 'forged-seal', seal: 2 }]);
  });

  it('where the way back to the newest seal was cut', () => {
    const lines = (files.get('seals.jsonl') as Buffer).toString().trimEnd().split('\n');
    files.set('seals.jsonl', Buffer.from(lines.filter((_, index) => index !== 2).join('\n')));
    expect(beyondManifest(check())).toMatchObject([{ kind: 'forged-seal', seal: 4 }]);
  });

  it('where a key was exchanged', () => {
    const name = [...files.keys()].find((file) => file.startsWith('key-')) as string;
    files.set(name, Buffer.from(generateSealKey().publicKey.pem));
    expect(beyondManifest(check())).toMatchObject([
      { kind: 'forged-seal', detail: expect.stringContaining(name) as string },
    ]);
  });

  it('where all of it was made anew, by one who knows a seal or the key', async () => {
    const { keys, newestSeal } = check();
    const other = new Vault();
    await other.record(['incident-1']);
    const store = openSqliteEventStore({ file: other.file, mode: 'read' });
    const made = await makeBundle(store, { incident: '1', exportedAt: '2026-11-21T08:30:00.000Z' });
    files = new Map(made.files.map(({ name, content }) => [name, content]));
    expect(check().intact).toBe(true);
    expect(check({ knownKey: keys[1] }).findings).toMatchObject([{ kind: 'forged-seal' }]);
    expect(check({ knownSeal: newestSeal?.hash }).findings).toMatchObject([{ kind: 'forged-seal' }]);
    await store.close();
    other.remove();
  });

  it('where any bit of any file but the manifest was flipped', () => {
    // The manifest, which comes first, has no digest of itself: some of its words no check leans on.
    const flip = fc.record({
      file: fc.integer({ min: 1, max: bundle.files.length - 1 }),
      at: fc.nat(),
      bit: fc.nat(7),
    });
    fc.assert(
      fc.property(flip, ({ file, at, bit }) => {
        const { name, content } = bundle.files[file] as BundleFile;
        const changed = Buffer.from(content);
        const place = at % changed.length;
        changed[place] = (changed[place] as number) ^ (1 << bit);
        const outcome = () => checkBundle(new Map(files).set(name, changed)).intact;
        expect(attempt(outcome)).not.toBe(true);
      }),
    );
  });

  it('where it is no bundle', () => {
    files.set('seals.jsonl', Buffer.from('{"number":"1"}'));
    expect(() => check()).toThrow('line 1 of seals.jsonl is malformed');
    files.set('seals.jsonl', Buffer.from('nothing'));
    expect(() => check()).toThrow('line 1 of seals.jsonl is not JSON');
  });
});

describe('an archive', () => {
  it('holds what was put in, to us and to tar', () => {
    const archive = Buffer.concat([...packTar('evidence-1', bundle.files, Date.parse('2026-11-21T08:30:00.000Z'))]);
    expect([...unpackTar(archive)]).toEqual(bundle.files.map(({ name, content }) => [name, Buffer.from(content)]));
    const listed = execFileSync('tar', ['-t'], { input: archive }).toString().trimEnd().split('\n');
    expect(listed).toEqual(bundle.files.map(({ name }) => `evidence-1/${name}`));
    expect(execFileSync('tar', ['-xO', 'evidence-1/events.jsonl'], { input: archive })).toEqual(
      files.get('events.jsonl'),
    );
  });

  it('may have been packed by others', () => {
    const folder = unpacked();
    const archive = execFileSync('tar', ['-c', '--format=pax', '-C', folder, '.']);
    expect(checkBundle(unpackTar(archive)).intact).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('is refused when it is cut off or none', () => {
    const archive = Buffer.concat([...packTar('e', bundle.files, 0)]);
    expect(() => unpackTar(archive.subarray(0, archive.length - 2_000))).toThrow('cut off');
    expect(() => unpackTar(Buffer.alloc(1_024, 'x'))).toThrow('no tar archive');
  });
});

describe('the page in the bundle', () => {
  const tools = ['bash', 'jq', 'xxd', 'openssl', 'sha256sum'];
  const missing = tools.filter((tool) => spawnSync('which', [tool]).status !== 0);
  const blocks = (): string =>
    [...(files.get('README.md') as Buffer).toString().matchAll(/```bash\n(.*?)```/gs)]
      .map((match) => match[1])
      .join('\n');
  const byHand = (): { said: string; status: number | null } => {
    const folder = unpacked();
    const { stdout, status } = spawnSync('bash', ['-c', blocks()], { cwd: folder });
    rmSync(folder, { recursive: true });
    return { said: stdout.toString(), status };
  };
  const withTools = missing.length === 0 ? it : it.skip;

  withTools(
    'tells how to check by hand, with commands that work',
    () => {
      const { said, status } = byHand();
      expect(said.split('\n').filter((line) => line !== '')).toEqual([
        'files OK',
        'chains OK',
        'proofs OK',
        `seals OK; the newest has the hash ${bundle.manifest.newestSeal?.hash}`,
        `keys OK; compare the first: ${check().keys[0]}`,
      ]);
      expect(status).toBe(0);
    },
    60_000,
  );

  withTools.each<[string, () => void, string]>([
    [
      'a hash that was changed',
      () => edit('events.jsonl', 3, (line) => ({ ...line, hash: 'a'.repeat(64) })),
      'change-c-1#0',
    ],
    ['a seal that was changed', () => edit('seals.jsonl', 2, (seal) => ({ ...seal, count: 7 })), 'signature of seal 3'],
  ])(
    'finds %s by hand',
    (_, tamper, told) => {
      tamper();
      const { said } = byHand();
      expect(said).toContain(`WRONG: ${told}`);
    },
    60_000,
  );

  it('names the newest seal, so that its hash can be compared', () => {
    const seals = (files.get('seals.jsonl') as Buffer).toString().trimEnd().split('\n');
    expect((files.get('README.md') as Buffer).toString()).toContain(
      sealHash(JSON.parse(seals.at(-1) as string) as never),
    );
  });
});

/** What was answered, or thrown. */
function attempt(outcome: () => boolean): unknown {
  try {
    return outcome();
  } catch (error) {
    return error;
  }
}

function unpacked(): string {
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-bundle-'));
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  return folder;
}
