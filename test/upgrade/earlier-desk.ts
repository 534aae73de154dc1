import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** What an earlier version said of its desk, as JSON of its API. */
export interface Answers {
  readonly recordedAt: string;
  readonly incidents: Readonly<Record<string, Json>>;
  readonly histories: Readonly<Record<string, readonly Json[]>>;
  readonly changes: Readonly<Record<string, Json>>;
  readonly kpis: Readonly<Record<string, Json>>;
}

export type Json = Readonly<Record<string, unknown>>;

/** The versions of which a data folder is kept, oldest first. */
export const earlierVersions = (): readonly string[] =>
  readdirSync(FOLDER).filter((name) => statSync(join(FOLDER, name)).isDirectory());

/** Lays out the data folder that a version left; answers where. */
export function unpackDesk(version: string): string {
  const data = mkdtempSync(join(tmpdir(), 'evidesk-upgrade-'));
  for (const name of ['events.db', 'views.db']) writeFileSync(join(data, name), unpack(version, name));
  return data;
}

export const answersOf = (version: string): Answers =>
  JSON.parse(unpack(version, 'answers.json').toString()) as Answers;

/** The files of a folder, and the SHA-256 of each. */
export const contentOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );

/** Where what was said before is not what is said now. What is said besides is no difference. */
export function differences(before: unknown, now: unknown, path = ''): readonly string[] {
  if (Array.isArray(before) && Array.isArray(now)) {
    const longer = before.length === now.length ? [] : [`${path}: ${before.length} became ${now.length}`];
    return [...longer, ...before.flatMap((item, index) => differences(item, now[index], `${path}/${index}`))];
  }
  if (isObject(before) && isObject(now))
    return Object.entries(before).flatMap(([key, value]) => differences(value, now[key], `${path}/${key}`));
  return Object.is(before, now) ? [] : [`${path}: ${JSON.stringify(before)} became ${JSON.stringify(now)}`];
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unpack = (version: string, name: string): Buffer => gunzipSync(readFileSync(join(FOLDER, version, `${name}.gz`)));
