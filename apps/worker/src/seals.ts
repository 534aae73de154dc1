import { join } from 'node:path';
import { SealKeyFile, SealRecorder } from '@evidesk/audit-proof';
import type { EventStore } from '@evidesk/event-store';
import type { Clock } from '@evidesk/kernel';
import type { Config } from '@evidesk/platform';

/** The file of the key that signs seals. */
export const sealKeyFile = (config: Config): SealKeyFile =>
  new SealKeyFile(config.sealKey ?? join(config.dataDir, 'seal.key'));

/** Writes seals into a store that is open for writing, with the configured key. */
export function sealRecorder(config: Config, eventStore: EventStore, clock: Clock): SealRecorder {
  return new SealRecorder({ eventStore, keyFile: sealKeyFile(config), clock, maxEvents: config.sealEvents });
}
