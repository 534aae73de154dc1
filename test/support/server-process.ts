import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { deskEnvironment } from './desk-environment.js';

const MAIN = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));
const READY_MS = 60_000;
const LONGEST_OUTPUT = 65_536;

/** A server in a process of its own, built as it ships, so that a test can kill it. */
export class ServerProcess {
  private child: ChildProcess | undefined;
  /** The end of what it has written, of all its lives. */
  output = '';

  constructor(
    readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts it and waits until it is ready. */
  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  /** Starts it, and waits for nothing. */
  spawn(): void {
    const env = deskEnvironment({ EVIDESK_LOG_LEVEL: 'warn', ...this.env, PORT: String(this.port) });
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => void (this.output = (this.output + chunk.toString()).slice(-LONGEST_OUTPUT));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.child = child;
    // A test that is given up leaves nothing behind.
    const gone = (): void => void child.kill('SIGKILL');
    process.once('exit', gone);
    child.once('exit', () => process.off('exit', gone));
  }

  /** Waits until it is ready. @throws Error when it ends, or is not ready in time */
  async ready(): Promise<void> {
    for (const end = Date.now() + READY_MS; Date.now() < end; await sleep(25)) {
      if (this.child === undefined || this.child.exitCode !== null)
        throw new Error(`the server ended with ${this.child?.exitCode}: ${this.output}`);
      const ready = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (ready?.ok === true) return;
    }
    throw new Error(`the server did not become ready: ${this.output}`);
  }

  /** Waits until it ends by itself; answers its exit code. */
  async ended(): Promise<number | null> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null;
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  }

  /** Pulls the plug: no handler runs. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Asks it to finish. */
  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
