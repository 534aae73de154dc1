import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig, LocalTokens } from '@evidesk/platform';
import { Ledger } from './ledger.js';
import { freePort, ServerProcess } from './server-process.js';
import { caughtUp, verifyDesk } from './verify-desk.js';

const ROLES = ['service_desk', 'auditor', 'process_admin'];

/** The embedded desk in a process of its own, with clients whose every answer is kept. */
export interface FaultyDesk {
  readonly config: Config;
  readonly server: ServerProcess;
  readonly ledger: Ledger;
  /** Waits for all views, stops it, and holds what is stored against what the clients were told. */
  verify(): Promise<{ readonly events: number }>;
  /** Ends it, and removes its folder. */
  dispose(): Promise<void>;
}

export interface FaultyDeskOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The data folder, which the caller removes; default: a fresh one. */
  readonly dataDir?: string;
  readonly body?: () => object;
}

/** Prepares a desk; its server is not started yet. */
export async function faultyDesk({ env = {}, dataDir, body }: FaultyDeskOptions = {}): Promise<FaultyDesk> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'evidesk-fault-')));
  const settings = { EVIDESK_DATA: folder, EVIDESK_LEASE_MS: '1000', EVENTSTORE_URL: '', MONGODB_URL: '', ...env };
  const server = new ServerProcess(await freePort(), settings);
  const token = await (await LocalTokens.open(folder, 43_200)).issue({ sub: 'load', roles: ROLES });
  const ledger = new Ledger(() => server.url, token, body);
  const config = loadConfig(settings);
  return {
    config,
    server,
    ledger,
    verify: async () => {
      await ledger.stop();
      await ledger.settle();
      await caughtUp(config);
      await server.stop();
      return verifyDesk(config, ledger);
    },
    dispose: async () => {
      await ledger.stop();
      await server.kill();
      if (dataDir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for something to come about. @throws Error when it does not in time */
export async function until(
  what: string,
  reached: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await reached())) {
    if (Date.now() > deadline) throw new Error(`it did not come about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
