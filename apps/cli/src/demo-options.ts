import { FEWEST_INCIDENTS } from '@evidesk/simulation';
import type { Command } from 'commander';
import { DEFAULT_INCIDENTS, DEFAULT_SEED } from './demo-month.js';
import { month, whole } from './numbers.js';

/** The options of whatever plays a demo month. */
export const withDemoOptions = (command: Command): Command =>
  command
    .option('--seed <n>', 'the same seed plays the same month', whole(0, 2_147_483_647), DEFAULT_SEED)
    .option('--month <YYYY-MM>', 'the month (default: this one so far, in its first week the one before)', month)
    .option(
      '--incidents <n>',
      `how many, at least ${FEWEST_INCIDENTS}`,
      whole(FEWEST_INCIDENTS, 100_000),
      DEFAULT_INCIDENTS,
    );
