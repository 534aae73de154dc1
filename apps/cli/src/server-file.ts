import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '@evidesk/platform';

/** Where the server of a data folder is. */
export interface ServerFile {
  readonly url: string;
  readonly pid: number;
  readonly startedAt: string;
}

const fileOf = (config: Config) => join(config.dataDir, 'server.json');

/** Says where this process's server is, for the command line beside it. */
export async function writeServerFile(config: Config, server: ServerFile): Promise<void> {
  await mkdir(config.dataDir, { recursive: true });
  await writeFile(fileOf(config), `${JSON.stringify(server)}\n`);
}

export async function removeServerFile(config: Config): Promise<void> {
  await rm(fileOf(config), { force: true });
}

/** The server of the data folder, if one runs. */
export async function runningServer(config: Config): Promise<ServerFile | undefined> {
  try {
    const server = JSON.parse(await readFile(fileOf(config), 'utf8')) as ServerFile;
    return isAlive(server.pid) ? server : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
