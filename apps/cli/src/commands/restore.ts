import { resolve } from 'node:path';
import { checkBackup, restoreBackup, type Restored } from '@evidesk/backup';
import { type Config, keepHeap } from '@evidesk/platform';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { phases } from '../progress.js';
import { runningServer } from '../server-file.js';
import { stopSignal } from '../stop-signal.js';

interface Options {
  readonly check?: boolean;
}

const HELP = `
Restores into EVIDESK_DATA, which has to be empty, and verifies what it restored: the SHA-256 of every file, chains,
seals and signatures of the events. A backup that is damaged or not whole is refused, and the file named; nothing is left
behind then. Start the server afterwards: it builds its views from the events.

  EVIDESK_DATA=/var/lib/evidesk evidesk restore /mnt/backups/evidesk-2026-11-21T22-01-27.123Z
  evidesk restore --check /mnt/backups/evidesk-2026-11-21T22-01-27.123Z       checks all that, and writes nothing`;

/** `evidesk restore`: a data folder from a backup. */
export function registerRestore(root: Command, cli: Cli): void {
  cli.command<[string, Options]>(
    root,
    'restore <backup>',
    'restore a backup into an empty data folder',
    (command) =>
      command
        .description('Restores a backup into an empty data folder, and verifies it.')
        .option('--check', 'check the backup as a restore would, and write nothing')
        .addHelpText('after', HELP),
    (backup, options) => restore(cli, backup, options.check === true),
  );
}

async function restore(cli: Cli, backup: string, checkOnly: boolean): Promise<undefined> {
  const config = cli.config();
  const { dataDir } = config;
  if (!checkOnly) await refuseRunning(config);
  keepHeap('small');
  const { asked, dispose } = stopSignal();
  const bars = phases<'checking files' | 'restoring files' | 'verifying events'>(cli);
  const copying = checkOnly ? 'checking files' : 'restoring files';
  const options = {
    backup,
    signal: asked,
    onProgress: (done: number, total: number) => bars.report(copying, done, total),
    onVerify: (done: number, total: number) => bars.report('verifying events', done, total),
  };
  try {
    const restored = await (checkOnly ? checkBackup(options) : restoreBackup({ ...options, dataDir }));
    bars.end();
    tell(cli, restored, checkOnly ? undefined : resolve(dataDir));
  } finally {
    bars.end();
    dispose();
  }
  return undefined;
}

async function refuseRunning(config: Config): Promise<void> {
  const server = await runningServer(config);
  if (server === undefined) return;
  const message = `a server runs on ${config.dataDir} (process ${server.pid}, ${server.url}): stop it, and move its data elsewhere`;
  throw new CliError(message, EXIT.unavailable, 'restore.server-running');
}

/** @param dataDir none: it was only checked */
function tell(cli: Cli, { manifest, missingKeys }: Restored, dataDir: string | undefined): void {
  const { events, startedAt } = manifest;
  cli.result({ restored: dataDir ?? null, manifest, missingKeys }, () => {
    const what = `${events.count} events in ${events.streams} streams, ${events.seals} seals, ${manifest.blobs.count} attached files, as of ${startedAt}`;
    const { newestSeal } = events;
    const first =
      dataDir === undefined ? `the backup is whole and intact: ${what}` : `restored into ${dataDir}: ${what}`;
    return newestSeal === null ? first : `${first}\nnewest seal: number ${newestSeal.number}, hash ${newestSeal.hash}`;
  });
  if (manifest.leftOut.some(({ name }) => name === 'keys.db'))
    cli.note('keys.db is not in the backup: put it back before a server starts, or personal texts read as erased');
  if (missingKeys.includes('seal.key') && events.seals > 0)
    cli.note('seal.key is not in the backup: put it back into the data folder, or nothing can be sealed');
  if (missingKeys.includes('token.key'))
    cli.note('token.key is not in the backup: without it, all local tokens are void');
}
