import type { Command } from 'commander';
import { checkAll } from '../doctor/check-all.js';
import type { Finding } from '../doctor/finding.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';

const HELP = `
Looks at: Node's version, the configuration, the data folder and its key, free space, the stores, the hash chains of a
sample of streams (--deep: of every one), the runners and what they have parked. Each line is ok, warn or fail. The
exit code is 1 when something fails, 6 when a chain is broken. Changes nothing, and works beside a running server.`;

const MARKS = { ok: ' ok ', warn: 'warn', fail: 'FAIL' } as const;

/** `evidesk doctor`: is all well? */
export function registerDoctor(root: Command, cli: Cli): void {
  cli.command<[{ readonly deep?: boolean }]>(
    root,
    'doctor',
    'check configuration, stores, chains and runners',
    (command) =>
      command
        .description('Checks whether all is well: configuration, stores, hash chains, runners.')
        .option('--deep', 'verify the whole event file and the hash chain of every stream')
        .addHelpText('after', HELP),
    async ({ deep }) => {
      const findings = await checkAll(cli, deep === true);
      const failed = findings.filter(({ status }) => status === 'fail');
      cli.result({ healthy: failed.length === 0, findings }, () => findings.map(inWords).join('\n'));
      if (failed.some(({ damage }) => damage === true)) return EXIT.damaged;
      return failed.length > 0 ? EXIT.failed : undefined;
    },
  );
}

const inWords = ({ status, name, detail }: Finding): string => `${MARKS[status]}  ${name}: ${detail}`;
