import { writeFile } from 'node:fs/promises';
import { type Bundle, type BundleManifest, eventsOfIncident, eventText, makeBundle } from '@evidesk/audit-proof';
import { SystemClock } from '@evidesk/platform';
import type { Command } from 'commander';
import { writeBundle } from '../bundle-files.js';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { incidentId } from '../incident-id.js';
import { whole } from '../numbers.js';
import { type Stores, withStores } from '../reading.js';
import { sealNow } from '../seal-now.js';

interface Options {
  readonly incident: string;
  readonly proof?: boolean;
  readonly out?: string;
  readonly through?: number;
  readonly seal: boolean;
}

const HELP = `
With --proof it writes a bundle that proves itself: the events of the incident and of its change requests, inclusion
proofs, seals, public keys, and a README.md that tells how to check them by hand. \`evidesk verify --bundle\` checks it
anywhere, without a store. What is not sealed yet is sealed first. Without --proof: the events only, one a line.

  evidesk export --incident INC-202611-000042 --proof                       into the folder evidence-INC-202611-000042
  evidesk export --incident INC-202611-000042 --proof --out inc42.tar.gz
  evidesk export --incident INC-202611-000042                               events, on standard output`;

/** `evidesk export`: an incident, with all that proves it. */
export function registerExport(root: Command, cli: Cli): void {
  cli.command<[Options]>(
    root,
    'export',
    'write an incident with all that proves it',
    (command) =>
      command
        .description('Writes the events of an incident, and with --proof all that proves them.')
        .requiredOption('--incident <id|number>', 'the incident')
        .option('--proof', 'write a bundle with proofs')
        .option(
          '--out <path>',
          'the bundle: a folder, or an archive where it ends in .tar.gz; else a file for the events',
        )
        .option('--through <seal>', 'lead by the seal with this number, which somebody knows', whole(1))
        .option('--no-seal', 'leave unsealed what is not sealed yet')
        .addHelpText('after', HELP),
    async (options) => {
      const config = cli.config();
      if (options.proof === true && options.seal) await sealNow(cli, config);
      return withStores(config, async (stores) => {
        const id = await incidentId(stores, options.incident);
        if (options.proof === true) await exportBundle(cli, stores, id, options);
        else await exportEvents(cli, stores, id, options);
        return undefined;
      });
    },
  );
}

async function exportBundle(cli: Cli, { storedEvents }: Stores, id: string, options: Options): Promise<void> {
  const out = options.out ?? `evidence-${options.incident}`;
  const exportedAt = new SystemClock().now();
  const through = options.through === undefined ? {} : { through: [options.through] };
  const bundle = await makeBundle(storedEvents, { incident: id, exportedAt, ...through });
  await written(out, () => writeBundle(out, bundle));
  cli.result({ out, ...bundle.manifest }, () => inWords(out, bundle));
}

async function exportEvents(cli: Cli, { storedEvents }: Stores, id: string, { out }: Options): Promise<void> {
  const lines = (await eventsOfIncident(storedEvents, id)).map(eventText);
  if (out === undefined) return cli.print(lines.join('\n'));
  await written(out, () => writeFile(out, `${lines.join('\n')}\n`, { flag: 'wx' }));
  cli.result({ out, incident: id, events: lines.length }, () => `${out}: ${lines.length} events`);
}

/** @throws CliError when the file is there already */
async function written(out: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CliError(`${out} exists already: nothing is overwritten`, EXIT.usage, 'cli.usage', { cause: error });
  }
}

function inWords(out: string, { manifest }: Bundle): string {
  const lines = [`${out}: ${manifest.events} events in ${Object.keys(manifest.streams).length} streams`];
  lines.push(coverage(manifest));
  lines.push(`check it anywhere: evidesk verify --bundle ${out}`);
  return lines.join('\n');
}

function coverage({ newestSeal, unsealed }: BundleManifest): string {
  if (newestSeal === null) return 'nothing is sealed yet: only the hash chains hold it together';
  const seal = `newest seal: number ${newestSeal.number} of ${newestSeal.sealedAt}, hash ${newestSeal.hash}`;
  return unsealed === 0 ? seal : `${seal}\nnot sealed yet: the newest ${unsealed} events`;
}
