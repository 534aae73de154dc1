import { writeFile } from 'node:fs/promises';
import { SystemClock } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { type Language, LANGUAGES, readReport, renderReport, type ReportFormat } from '@evidesk/reporting';
import { type Command, Option } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { withStores } from '../reading.js';

interface Options {
  readonly html?: boolean;
  readonly xlsx?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly out?: string;
  readonly lang: Language;
}

const HELP = `
A month (2026-10), a quarter (2026-Q4) or a year (2026): the incident statistics form with all figures, the period before,
the parts by level, category, cause and reporting unit, and, as a page, charts. The page stands alone: open it in a
browser, print it, send it.

  evidesk report 2026-10 --html --lang zh-CN
  evidesk report 2026 --xlsx --out statistics-2026.xlsx
  evidesk report 2026-Q4 --json | jq .report.all.slaAttainment`;

/** `evidesk report`: the incident statistics form of a period. */
export function registerReport(root: Command, cli: Cli): void {
  cli.command<[string, Options]>(
    root,
    'report <period>',
    'write the incident statistics of a month, quarter or year',
    (command) =>
      command
        .description('Writes the incident statistics of a month, a quarter or a year.')
        .option('--html', 'as a page with charts (the default)')
        .addOption(new Option('--xlsx', 'as a workbook').conflicts('html'))
        .addOption(new Option('--csv', 'as a list of all figures').conflicts(['html', 'xlsx']))
        .option('--out <file>', 'where to write it; - is standard output')
        .addOption(new Option('--lang <language>', 'its language').choices([...LANGUAGES]).default('en'))
        .addHelpText('after', HELP),
    async (period, options) => {
      const format = formatOf(options);
      return withStores(cli.config(), async (stores) => {
        const profiles = new ProfileRegistry(stores.eventStore);
        await profiles.start();
        try {
          const profile = profiles.inForce(cli.config().profile);
          const data = await readReport(stores.readStore, profile, period, new SystemClock().now());
          const { body, fileName } = await renderReport(data, profile, format, options.lang);
          const out = options.out ?? (format === 'json' ? '-' : fileName);
          if (out === '-') cli.print(asText(body));
          else {
            await writeFile(out, body);
            cli.note(`${out} is written, ${data.report.all.recorded} incidents recorded in ${period}`);
          }
        } finally {
          await profiles.stop();
        }
        return undefined;
      });
    },
  );
}

function asText(body: string | Buffer): string {
  if (typeof body === 'string') return body;
  throw new CliError('a workbook is written to a file: --out statistics.xlsx', EXIT.usage, 'usage');
}

function formatOf({ xlsx, csv, json }: Options): ReportFormat {
  if (xlsx === true) return 'xlsx';
  if (csv === true) return 'csv';
  return json === true ? 'json' : 'html';
}
