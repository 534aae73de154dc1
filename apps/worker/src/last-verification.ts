import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '@evidesk/platform';

/** What came of the last verification of the whole store. */
export interface LastVerification {
  readonly verifiedAt: string;
  readonly intact: boolean;
  readonly events: number;
}

const fileOf = ({ dataDir }: Config): string => join(dataDir, 'verification.json');

/** Keeps what a verification came to, for those who watch the desk; whole or not at all. */
export async function keepVerification(
  config: Config,
  { verifiedAt, intact, events }: LastVerification,
): Promise<void> {
  const file = fileOf(config);
  await writeFile(`${file}.new`, `${JSON.stringify({ verifiedAt, intact, events })}\n`);
  await rename(`${file}.new`, file);
}

/** The last one; `undefined` when there was none. @throws Error when the file can't be read */
export async function lastVerification(config: Config): Promise<LastVerification | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(config), 'utf8')) as LastVerification;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
