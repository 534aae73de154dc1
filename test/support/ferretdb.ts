import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './server-process.js';

// Where scripts/ferretdb.mjs keeps what it has built.
const BINARY = fileURLToPath(new URL('../../node_modules/.cache/evidesk/ferretdb', import.meta.url));
const START_MS = 20_000;
const MOST_SAID = 2_000;

/** Why there is none here; `undefined` when there is. */
export const NO_FERRETDB = existsSync(BINARY)
  ? undefined
  : 'FerretDB is not built: node scripts/ferretdb.mjs -- node --version';

/** A server that speaks MongoDB's wire protocol, in a process that a test can kill. */
export class FerretDb {
  private server: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<FerretDb> {
    const ferret = new FerretDb(await freePort(), await mkdtemp(join(tmpdir(), 'evidesk-ferret-')));
    await ferret.restart();
    return ferret;
  }

  /** Again on the same port and the same files. */
  async restart(): Promise<void> {
    const { port, folder } = this;
    const server = spawn(BINARY, ['-listen', `127.0.0.1:${port}`, '-data', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: folder,
    });
    let said = '';
    server.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-MOST_SAID)));
    this.server = server;
    const gone = (): void => void server.kill('SIGKILL');
    process.once('exit', gone);
    server.once('exit', () => process.off('exit', gone));
    for (const end = Date.now() + START_MS; Date.now() < end; await sleep(25)) {
      if (server.exitCode !== null) throw new Error(`FerretDB ended with ${server.exitCode}: ${said}`);
      if (await answers(port)) return;
    }
    throw new Error('FerretDB does not answer');
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    const { server } = this;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
