import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { contactLogProjection } from '@evidesk/contacts';
import { openSqliteEventStore } from '@evidesk/event-store';
import { queueProjection } from '@evidesk/incidents';
import type { Projection } from '@evidesk/kernel';
import { type CompiledProfile, compileProfile, loadShippedProfile } from '@evidesk/profiles';
import { openSqliteReadStore } from '@evidesk/read-store';
import { frozenReportsProjection, monthlyKpiProjection, readReport } from '@evidesk/reporting';
import { ViewsOnDemand, viewOf } from '@evidesk/runtime';
import { writeHistory } from './history.js';
import { alternate, type Bench, median, type Result } from './result.js';

const TIMES_FEWER = 20;
/** 240,000 incidents against 12,000 in a full run. */
const MORE = 1.2;
const READS = 50;
const MOST = 1.5;
const YEAR = '2025';
const NOW = '2026-11-01T00:00:00.000Z';
const PROJECTIONS = [
  monthlyKpiProjection,
  frozenReportsProjection,
  contactLogProjection,
  queueProjection,
] as readonly Projection[];

/** The time in which the report of a year is read, of a desk with many incidents against one with a twentieth of them. */
export async function reports({ folder, scale }: Bench): Promise<readonly Result[]> {
  const profile = compileProfile(await loadShippedProfile('std-4tier'), { name: 'std-4tier', version: 1 });
  const many = scale.incidents * MORE;
  const few = await openReports(join(folder, 'few'), many / TIMES_FEWER, profile);
  const large = await openReports(join(folder, 'many'), many, profile);
  try {
    const comparison = await alternate(scale.rounds, few.time, large.time);
    return [
      {
        name: `yearly report, ${many.toLocaleString('en')} incidents against ${(many / TIMES_FEWER).toLocaleString('en')}`,
        ...comparison,
        unit: 'ms (p50)',
        goal: `≤ ${MOST}`,
        ok: comparison.ratio <= MOST,
      },
    ];
  } finally {
    await few.close();
    await large.close();
  }
}

async function openReports(folder: string, incidents: number, profile: CompiledProfile) {
  mkdirSync(folder);
  const file = join(folder, 'events.db');
  await writeHistory(file, incidents);
  const events = openSqliteEventStore({ file, mode: 'read' });
  const store = openSqliteReadStore({ file: join(folder, 'views.db') });
  await store.define(PROJECTIONS.map(viewOf));
  const views = new ViewsOnDemand(store, events, PROJECTIONS, { now: () => NOW });
  // The first report fills the views; the others are read from what is filled.
  await readReport(views, profile, YEAR, NOW);
  return {
    time: async (): Promise<number> => {
      const taken: number[] = [];
      for (let count = 0; count < READS; count += 1) {
        const start = performance.now();
        await readReport(store, profile, YEAR, NOW);
        taken.push(performance.now() - start);
      }
      return median(taken);
    },
    close: async () => {
      await store.close();
      await events.close();
    },
  };
}
