import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@evidesk/event-store';
import { lazily } from '@evidesk/kernel';
import { Ajv } from 'ajv';
import { type Static, Type } from 'typebox';
import { BackupError } from './errors.js';

export const MANIFEST = 'manifest.json';
/** All files of a backup but the manifest, a line each, as `sha256sum --check` reads them. */
export const SUMS = 'SHA256SUMS';
const FORMAT = 'evidesk-backup';
/** Counts up when an older version could not restore what a newer one writes. */
export const FORMAT_VERSION = 1;

const text = Type.String({ minLength: 1, maxLength: 4_000 });
const whole = Type.Integer({ minimum: 0 });
const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

const ManifestSchema = Type.Object({
  format: Type.Literal(FORMAT),
  formatVersion: Type.Literal(FORMAT_VERSION),
  /** The version of Evidesk that made it. */
  madeBy: text,
  /** Every command that was acknowledged before this instant is in the backup. */
  startedAt: text,
  completedAt: text,
  events: Type.Object({
    /** The position of the last event. */
    head: Type.String({ maxLength: 64 }),
    count: whole,
    streams: whole,
    seals: whole,
    newestSeal: Type.Union([
      Type.Null(),
      Type.Object({ number: Type.Integer({ minimum: 1 }), hash: sha256, sealedAt: text }),
    ]),
    /** Ids of the keys that signed, oldest first. */
    keys: Type.Array(text),
  }),
  files: Type.Array(Type.Object({ name: text, bytes: whole, sha256 }), { maxItems: 100 }),
  blobs: Type.Object({
    count: whole,
    bytes: whole,
    /** Events tell of so many files whose bytes were not in the data folder. */
    missing: whole,
  }),
  /** SHA-256 of `SHA256SUMS`. */
  sums: sha256,
  /** What is not in the backup, and why. */
  leftOut: Type.Array(Type.Object({ name: text, why: text }), { maxItems: 1_000 }),
});
/** What a backup says of itself. */
export type Manifest = Static<typeof ManifestSchema>;

const validator = lazily(() => new Ajv({ strict: false }).compile<Manifest>(ManifestSchema));

/** The text of a manifest, which ends in the SHA-256 of the rest in canonical form (RFC 8785). */
export const manifestText = (manifest: Manifest): string =>
  JSON.stringify({ ...manifest, sha256: hashOf(manifest) }, null, 2);

/**
 * Reads what a backup says of itself.
 * @throws BackupError when there is none (the backup was cut short), it is damaged, or a newer version made it
 */
export async function readManifest(backup: string): Promise<Manifest> {
  const path = join(backup, MANIFEST);
  const stored = parse(path, await textOf(backup, path));
  const { sha256: said, ...manifest } = stored;
  if (manifest['format'] !== FORMAT) throw damaged(path, 'it is not the manifest of a backup');
  const version = manifest['formatVersion'];
  if (typeof version === 'number' && version > FORMAT_VERSION) {
    const by = String(manifest['madeBy']);
    const message = `${backup} was made by a newer version (Evidesk ${by}, backup format ${version}; this one reads up to ${FORMAT_VERSION}): restore it with that version`;
    throw new BackupError('refused', 'backup.newer', message);
  }
  if (said !== hashOf(manifest)) throw damaged(path, 'its SHA-256 is another');
  const validate = validator();
  if (!validate(manifest)) throw damaged(path, JSON.stringify(validate.errors?.[0]?.message));
  return manifest;
}

/** A file of a backup is not what was written. */
export const damaged = (file: string, reason: string, options?: ErrorOptions): BackupError =>
  new BackupError('damaged', 'backup.damaged', `the backup is damaged: ${file}: ${reason}`, options);

const hashOf = (manifest: object): string => createHash('sha256').update(canonicalJson(manifest)).digest('hex');

async function textOf(backup: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') throw new BackupError('not-found', 'backup.none', `${backup} is no folder`);
    if (code !== 'ENOENT') throw error;
    const message = `${backup} holds no whole backup: ${MANIFEST} is not there, which is written last`;
    throw new BackupError('damaged', 'backup.incomplete', message, { cause: error });
  }
}

function parse(path: string, json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (error) {
    throw damaged(path, 'it is not JSON', { cause: error });
  }
  throw damaged(path, 'it is not an object');
}
