import { SystemClock } from '@evidesk/platform';
import { parked, type ParkedEvent, requestReplay } from '@evidesk/runtime';
import { PROCESSES, PROJECTIONS } from '@evidesk/worker';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type Stores, withStores } from '../reading.js';
import { knownRunners } from './runners.js';

interface Options {
  readonly replay?: boolean;
  readonly stream?: string;
}

const NAMES = [...PROJECTIONS, ...PROCESSES].map(({ name }) => name).sort();

const HELP = `
Runners: ${NAMES.join(', ')}

An event that a runner could not take in is parked with its error; its stream waits, others go on. --replay asks the
runner, wherever it runs, to try again: it does so within seconds, or when it next runs.`;

/** `evidesk parked`: events that could not be taken in. */
export function registerParked(root: Command, cli: Cli): void {
  cli.command<[string | undefined, Options]>(
    root,
    'parked [runner]',
    'list events that could not be taken in, and try them again',
    (command) =>
      command
        .description('Lists the events that a runner (default: every one) could not take in, and why.')
        .option('--stream <stream>', 'of this stream only')
        .option('--replay', 'ask for another try')
        .addHelpText('after', HELP),
    async (runner, options) => {
      if (runner !== undefined && !NAMES.includes(runner)) {
        throw new CliError(`there is no runner ${runner}: ${NAMES.join(', ')}`, EXIT.notFound, 'runner.not-found');
      }
      const names = runner === undefined ? NAMES : [runner];
      return withStores(cli.config(), (stores) => list(cli, stores, names, options));
    },
  );
}

async function list(
  cli: Cli,
  stores: Stores,
  names: readonly string[],
  { replay, stream }: Options,
): Promise<ExitCode | undefined> {
  const items: ({ readonly runner: string } & ParkedEvent)[] = [];
  for (const runner of names) {
    const before = items.length;
    for await (const event of parked(stores.readStore, runner, stream)) items.push({ runner, ...event });
    if (replay === true && items.length > before)
      await requestReplay(stores.readStore, new SystemClock(), runner, stream);
  }
  const asked = replay === true && items.length > 0;
  cli.result({ items, replayRequested: asked }, () =>
    items.length === 0 ? 'nothing is parked' : items.map((item) => inWords(item)).join('\n'),
  );
  if (asked) {
    const alive = (await knownRunners(stores)).some((runner) => runner.alive);
    cli.note(
      alive ? 'asked for another try: look again in some seconds' : 'asked for another try: done once a server runs',
    );
  }
  return undefined;
}

function inWords(item: { readonly runner: string } & ParkedEvent): string {
  const { runner, stream, revision, eventType, error, attempts, parkedAt, blocked } = item;
  const why = blocked ? `waits: ${error}` : `${error} (tried ${attempts} times)`;
  return `${runner}  ${parkedAt}  ${stream}#${revision}  ${eventType}\n    ${why}`;
}
