import { queueItems } from '@evidesk/incidents';
import type { CompiledProfile, ProcessProfile } from '@evidesk/profiles';
import type { ReadStore } from '@evidesk/read-store';
import type { KpiFigures } from '../../domain/kpi-figures.js';
import { monthOf } from '../../domain/month.js';
import { monthsOf, type PeriodKind, periodKind } from '../../domain/period.js';
import type { Dimension } from '../monthly-kpi/kpi-facts.js';
import { type Groups, KpiReports, type SettledReport } from '../monthly-kpi/kpi-reports.js';
import { LiveKpis } from '../monthly-kpi/live-kpis.js';

/** The parts of the statistics form: category, cause, level, reporting unit (S1-39). */
export const FORM_DIMENSIONS = ['priority', 'category', 'cause', 'unit'] as const satisfies readonly Dimension[];

/** How old the open incidents are now, in days: from the bound before on, below `days`. */
export const AGE_BOUNDS = [1, 3, 7, 30, 90, Infinity] as const;
const DAY_MS = 86_400_000;

/** Everything that a report shows, in no language. */
export interface ReportData {
  readonly kind: PeriodKind;
  readonly report: SettledReport;
  readonly groups: Groups;
  /** The twelve months up to the end of the period. */
  readonly trend: readonly { readonly month: string; readonly figures: KpiFigures }[];
  /** Only while the period lasts. `days`: younger than that; absent: any older. */
  readonly openNow?: readonly { readonly days?: number; readonly open: number }[];
  readonly catalogue: ProcessProfile['kpis'];
  readonly madeAt: string;
}

/**
 * Reads what a report shows. How much it reads depends on months and on values of dimensions, never on how many incidents
 * there are. @throws DomainError `report.bad-period`, `report.future-period`
 */
export async function readReport(
  store: ReadStore,
  profile: CompiledProfile,
  period: string,
  madeAt: string,
): Promise<ReportData> {
  const now = monthOf(madeAt, profile.definition.timeZone);
  const { report, groups } = await new KpiReports(store).read(period, now, FORM_DIMENSIONS);
  return {
    kind: periodKind(period),
    report,
    groups,
    trend: await new LiveKpis(store).trend(period, now),
    ...(monthsOf(period).includes(now) ? { openNow: await openByAge(store, madeAt) } : {}),
    catalogue: profile.definition.kpis,
    madeAt,
  };
}

/** One count a bucket. */
async function openByAge(store: ReadStore, madeAt: string) {
  const ago = (days: number) => new Date(Date.parse(madeAt) - days * DAY_MS).toISOString();
  const buckets: { readonly days?: number; readonly open: number }[] = [];
  let younger = 0;
  for (const days of AGE_BOUNDS) {
    const to = { lte: ago(younger) };
    const reportedAt = Number.isFinite(days) ? { gt: ago(days), ...to } : to;
    const open = await store.count(queueItems, { open: true, reportedAt });
    buckets.push(Number.isFinite(days) ? { days, open } : { open });
    younger = days;
  }
  return buckets;
}
