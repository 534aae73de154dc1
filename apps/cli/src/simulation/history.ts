import { START } from '@evidesk/kernel';
import type { Config } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { FactExtractor, type IncidentFacts } from '@evidesk/simulation';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import type { Progress } from '../progress.js';
import { withEvents } from '../reading.js';

/** So many incidents are simulated at most: each takes about 40 kB of memory. */
export const MOST_INCIDENTS = 50_000;

/**
 * The facts of the desk's incidents that were reported in a period. Reads beside a running server.
 * @throws CliError when there is no event store, or there are none or too many
 */
export async function historyOf(
  config: Config,
  period: { readonly from: number; readonly to: number },
  bar: Progress,
): Promise<readonly IncidentFacts[]> {
  return withEvents(config, async (store) => {
    const registry = new ProfileRegistry(store);
    await registry.start();
    try {
      const isWanted = (reportedAt: string) => {
        const at = Date.parse(reportedAt);
        return at >= period.from && at < period.to;
      };
      const extractor = new FactExtractor((reference) => registry.get(reference), isWanted);
      let read = 0;
      for await (const event of store.readAll({ after: START, filter: { streamPrefixes: ['incident-'] } })) {
        extractor.take(event);
        read += 1;
        if (extractor.size > MOST_INCIDENTS) throw tooMany();
        if (read % 10_000 === 0) bar.report(read, 0);
      }
      if (extractor.size > 0) return extractor.facts();
      throw new CliError('the desk has no incidents of that period', EXIT.notFound, 'simulation.no-history');
    } finally {
      await registry.stop();
    }
  });
}

const tooMany = () =>
  new CliError(
    `there are more than ${MOST_INCIDENTS} incidents: choose a shorter period by --from and --to`,
    EXIT.refused,
    'simulation.too-many',
  );
