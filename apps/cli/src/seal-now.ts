import { type KeyRotation, sealingMetadata, type SealRecorder } from '@evidesk/audit-proof';
import { StoreLocked } from '@evidesk/event-store';
import { type CommandMetadata, StoreUnavailable } from '@evidesk/kernel';
import { type Config, KeyFileError, SystemClock, UuidV7Generator } from '@evidesk/platform';
import { openEventStore, sealRecorder } from '@evidesk/worker';
import { CliError } from './cli-error.js';
import type { Cli } from './cli.js';
import { refuseNone } from './reading.js';
import { ServerClient } from './server-client.js';

/** Seals what is not sealed yet, here or by the server that has the store; where neither can, says so and goes on. */
export async function sealNow(cli: Cli, config: Config): Promise<void> {
  try {
    await write(config, '/v1/seals', (recorder, metadata) => recorder.sealNow(metadata));
  } catch (error) {
    const isExpected =
      error instanceof KeyFileError ||
      error instanceof StoreUnavailable ||
      error instanceof StoreLocked ||
      error instanceof CliError;
    if (!isExpected) throw error;
    cli.note(`the newest events could not be sealed first: ${error.message}`);
  }
}

/** Lets a fresh key take over, here or by the server that has the store. @throws KeyFileError, StoreUnavailable, CliError */
export function rotateSealKey(config: Config): Promise<KeyRotation> {
  return write(config, '/v1/seals/key-rotations', (recorder, metadata) => recorder.rotateKey(metadata));
}

/** @param path where the server does the same */
async function write<T>(
  config: Config,
  path: string,
  task: (recorder: SealRecorder, metadata: CommandMetadata) => Promise<T>,
): Promise<T> {
  refuseNone(config);
  const clock = new SystemClock();
  try {
    const store = await openEventStore(config, 'write');
    try {
      const actor = { id: 'cli', roles: ['process_admin'] };
      const metadata = sealingMetadata(actor, clock, new UuidV7Generator());
      return await task(sealRecorder(config, store, clock), metadata);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreLocked)) throw error;
    const client = await ServerClient.for(config, 'process_admin', error);
    const response = await client.post(path, '{}', { 'content-type': 'application/json' });
    return (await response.json()) as T;
  }
}
