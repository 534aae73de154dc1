import { access, constants, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Config, isPrivate } from '@evidesk/platform';
import { sealKeyFile } from '@evidesk/worker';
import { fail, type Finding, ok, warn } from './finding.js';

const GIB = 1024 ** 3;
const LITTLE_SPACE = 2 * GIB;
const NO_SPACE = GIB / 4;

/** The data folder: whether it is there and can be written, its key, the space that is left. */
export async function checkFolder(config: Config): Promise<readonly Finding[]> {
  const folder = resolve(config.dataDir);
  const found = await statOf(folder);
  if (found === undefined) return [warn('data folder', `${folder} is not there yet: the first start makes it`)];
  if (!found.isDirectory()) return [fail('data folder', `${folder} is no folder`)];
  return [
    await checkRights(folder),
    await checkKey(
      'token key',
      join(folder, 'token.key'),
      'the first token makes it',
      'chmod 600 it, or delete it to void its tokens',
    ),
    await checkKey(
      'seal key',
      sealKeyFile(config).path,
      'the first seal makes it',
      'chmod 600 it, and change it: evidesk seal-key rotate',
    ),
    await checkSpace(folder),
  ];
}

async function checkRights(folder: string): Promise<Finding> {
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok('data folder', folder);
  } catch (error) {
    return fail('data folder', `${folder} can not be read and written: ${error instanceof Error ? error.message : ''}`);
  }
}

async function checkKey(name: string, file: string, whenNone: string, advice: string): Promise<Finding> {
  const found = await statOf(file);
  if (found === undefined) return ok(name, `none yet: ${whenNone}`);
  const mode = (found.mode & 0o777).toString(8);
  if (isPrivate(found)) return ok(name, `mode ${mode}`);
  return fail(name, `${file} can be read by others (mode ${mode}): ${advice}`);
}

async function checkSpace(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const detail = `${(free / GIB).toFixed(1)} GiB free`;
  if (free < NO_SPACE) return fail('disk space', detail);
  return free < LITTLE_SPACE ? warn('disk space', detail) : ok('disk space', detail);
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
