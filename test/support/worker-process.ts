import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RunningServer } from '@evidesk/api';
import type { Config } from '@evidesk/platform';
import type { CommandSender } from '@evidesk/runtime';
import { COMMAND_SENDER, serveCommands } from '@evidesk/worker';
import { deskEnvironment } from './desk-environment.js';

const PROGRAM = fileURLToPath(new URL('./worker-child.mjs', import.meta.url));

/** A worker in a process of its own beside a desk, whose commands the desk carries out. */
export class WorkerProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts one, and waits until its runners run or wait for their leases. */
  static async start(server: RunningServer, config: Config): Promise<WorkerProcess> {
    const child = fork(PROGRAM, [], {
      env: deskEnvironment(settingsOf(config)),
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const started = new Promise<void>((resolve, reject) => {
      child.on('message', (message) => message === 'started' && resolve());
      child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
    });
    serveCommands(
      {
        postMessage: (message) => {
          if (child.connected) child.send(message as object, () => undefined);
        },
        on: (event, listener) => child.on(event, listener),
      },
      server.app.get<CommandSender>(COMMAND_SENDER, { strict: false }),
    );
    await started;
    return new WorkerProcess(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Sends a signal that does not end it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

function settingsOf({ dataDir, mongoUrl, mongoDatabase, leaseMs }: Config): Readonly<Record<string, string>> {
  return {
    EVIDESK_DATA: dataDir,
    EVENTSTORE_URL: '',
    MONGODB_URL: mongoUrl ?? '',
    MONGODB_DATABASE: mongoDatabase,
    EVIDESK_LEASE_MS: String(leaseMs),
    EVIDESK_LOG_LEVEL: 'fatal',
  };
}
