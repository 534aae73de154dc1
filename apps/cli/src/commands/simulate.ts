import { profileDigest } from '@evidesk/profiles';
import { SystemClock } from '@evidesk/platform';
import { madeUp, replayed, simulate, type Staged } from '@evidesk/simulation';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { whole } from '../numbers.js';
import { progress } from '../progress.js';
import { historyOf, MOST_INCIDENTS } from '../simulation/history.js';
import { dayOrInstant, lastMonth, toMs } from '../simulation/period.js';
import { findProfiles, type NamedProfile } from '../simulation/profiles.js';
import { remarks, type Run, sideBySide } from '../simulation/side-by-side.js';
import { openSimulatedDesk } from '../simulation/simulated-desk.js';
import { stopSignal } from '../stop-signal.js';

const HOUR_MS = 3_600_000;
const MOST_PROFILES = 10;
const DEFAULT_INCIDENTS = 1_000;

const HELP = `
Plays a period in virtual time through the rules, timers and process managers of the desk, on a store of its own in
memory: nothing of the real desk is touched, and nobody is told of anything. Made up by the seed: the same options give
the same figures, to the digit. With --what-if the same people report the same things, which take the same work, under
each profile, side by side. With --history the facts are those of this desk's own incidents (imported ones too), and
the profiles judge them. How it is reckoned, and what is assumed: docs/simulation.md.

  evidesk simulate --from 2026-11-01 --to 2026-12-01 --incidents 2000 --seed 7
  evidesk simulate --incidents 2000 --what-if my-profile.yaml --what-if hhlc-itss
  evidesk simulate --history --what-if my-profile.yaml --json`;

interface Options {
  readonly profile?: string;
  readonly from?: string;
  readonly to?: string;
  readonly incidents?: number;
  readonly seed?: number;
  readonly whatIf: readonly string[];
  readonly history?: true;
}

/** `evidesk simulate`: what a period would come to, under one profile or several. */
export function registerSimulate(root: Command, cli: Cli): void {
  cli.command<[Options]>(
    root,
    'simulate',
    'play a period in virtual time, under one profile or several, and compare the figures',
    (command) =>
      command
        .description('Plays a period in virtual time and prints its figures, under one profile or side by side.')
        .option('--profile <profile>', 'a name or a YAML file (default: the profile of this desk)')
        .option('--from <day>', 'the first day, in the zone of the profile (default: last month)', dayOrInstant)
        .option('--to <day>', 'the day after the last', dayOrInstant)
        .option('--incidents <n>', `how many are reported (default: ${DEFAULT_INCIDENTS})`, whole(1, MOST_INCIDENTS))
        .option('--seed <n>', 'the same seed plays the same (default: 1)', whole(0, 2_147_483_647))
        .option('--what-if <profile>', 'the same under this one too; again for more', collect, [])
        .option('--history', "replay this desk's own incidents in place of made-up ones")
        .addHelpText('after', HELP),
    (options) => run(cli, options),
  );
}

const collect = (each: string, before: readonly string[]): readonly string[] => [...before, each];

async function run(cli: Cli, options: Options): Promise<ExitCode | undefined> {
  const config = cli.config();
  refuseContradictions(options);
  const profiles = await findProfiles(config, [options.profile ?? config.profile, ...options.whatIf]);
  const base = profiles[0]?.profile;
  if (base === undefined) throw new Error('there is a profile at least');
  const { timeZone } = base;
  const period = periodOf(options, timeZone);
  const { incidents = DEFAULT_INCIDENTS, seed = 1 } = options;
  const stop = stopSignal();
  try {
    const staged =
      options.history === true
        ? replayed(await readHistory())
        : madeUp({ seed, from: period.from, to: period.to, incidents, timeZone });
    const runs: Run[] = [];
    for (const profile of profiles) runs.push(await playUnder(profile, staged));
    const refused = runs.some(({ result }) => result.refused.length > 0);
    cli.result(resultOf(runs), () => [sideBySide(runs), ...runs.flatMap(remarks)].join('\n'));
    return refused ? EXIT.refused : undefined;
  } catch (error) {
    if (!stop.asked.aborted) throw error;
    throw new CliError('stopped before the end', EXIT.failed, 'simulation.stopped', { cause: error });
  } finally {
    stop.dispose();
  }

  async function readHistory() {
    const bar = progress(cli, 'events read');
    return historyOf(config, period, bar).finally(() => bar.end());
  }

  async function playUnder({ label, profile }: NamedProfile, staged: Staged): Promise<Run> {
    const from = new Date(staged.from).toISOString();
    const desk = await openSimulatedDesk({ config, profile, from, seed, logger: cli.logger() });
    const bar = progress(cli, `${label}, hours`);
    const hours = (ms: number) => Math.max(1, Math.round((ms - staged.from) / HOUR_MS));
    const total = hours(Date.parse(staged.until));
    try {
      const result = await simulate(desk, staged, {
        signal: stop.asked,
        onTime: (now) => bar.report(Math.min(total, hours(Date.parse(now))), total),
      });
      return { profile: { name: profile.name, label, digest: profileDigest(profile) }, result };
    } finally {
      bar.end();
      await desk.close();
    }
  }

  function resultOf(runs: readonly Run[]) {
    const made = options.history === true ? { history: true } : { seed, incidents };
    const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);
    return {
      ...made,
      from: iso(period.from),
      to: iso(period.to),
      timeZone,
      runs: runs.map(({ profile, result }) => ({ profile, ...result })),
    };
  }
}

function refuseContradictions({ history, incidents, seed, whatIf }: Options): void {
  const usage = (message: string) => new CliError(message, EXIT.usage, 'simulation.usage');
  if (whatIf.length >= MOST_PROFILES) throw usage(`at most ${MOST_PROFILES} profiles are compared`);
  if (history === true && incidents !== undefined) throw usage('--incidents is for made-up ones, not for --history');
  if (history === true && seed !== undefined) throw usage('--seed is for made-up incidents, not for --history');
}

/** From `--from` to `--to`; without: last month, or all of history. */
function periodOf({ from, to, history }: Options, timeZone: string): { readonly from: number; readonly to: number } {
  const usage = (message: string) => new CliError(message, EXIT.usage, 'simulation.period');
  if (history !== true && (from === undefined) !== (to === undefined)) throw usage('--from and --to go together');
  const whole = history === true ? { from: -Infinity, to: Infinity } : lastMonth(new SystemClock().now(), timeZone);
  const period = {
    from: from === undefined ? whole.from : toMs(from, timeZone),
    to: to === undefined ? whole.to : toMs(to, timeZone),
  };
  if (period.from >= period.to) throw usage(`--from ${from ?? ''} is not before --to ${to ?? ''}`);
  if (history !== true && period.to - period.from > MOST_DAYS * 24 * HOUR_MS)
    throw usage(`a period has at most ${MOST_DAYS} days`);
  if (history !== true && period.to - period.from < HOUR_MS) throw usage('a period lasts an hour at least');
  return period;
}

const MOST_DAYS = 3_660;
