import { append } from './append.js';
import { calendars } from './calendars.js';
import { catchUp } from './catch-up.js';
import { feeds } from './feeds.js';
import { imports } from './imports.js';
import { longHistory } from './long-history.js';
import { observing } from './observing.js';
import { report } from './programs.js';
import { reads } from './reads.js';
import { recordCommand } from './record-command.js';
import type { Bench, Result } from './result.js';
import { reports } from './reports.js';
import { simulate } from './simulate.js';
import { snapshots } from './snapshots.js';
import { timeTravel } from './time-travel.js';
import { timers } from './timers.js';
import { verify } from './verify.js';

const BENCHMARKS: Readonly<Record<string, (bench: Bench) => Promise<readonly Result[]>>> = {
  append,
  command: recordCommand,
  'catch-up': catchUp,
  reads,
  reports,
  'time-travel': timeTravel,
  'long-history': longHistory,
  snapshots,
  calendars,
  timers,
  feeds,
  observing,
  simulate,
  verify,
  imports,
};

const { name, bench } = JSON.parse(process.argv[2] ?? '{}') as { readonly name: string; readonly bench: Bench };
const benchmark = BENCHMARKS[name];
if (benchmark === undefined) throw new Error(`there is no benchmark ${name}`);
report(await benchmark(bench));
process.disconnect();
