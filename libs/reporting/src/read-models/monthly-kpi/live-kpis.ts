import { contactMonths } from '@evidesk/contacts';
import type { Position } from '@evidesk/kernel';
import type { ReadStore } from '@evidesk/read-store';
import { type Backlog, backlogAt } from '../../domain/backlog.js';
import { addMeasures, changesFrom, type Changes, type KpiFigures } from '../../domain/kpi-figures.js';
import { begunMonthsOf, monthsOf, previousPeriod } from '../../domain/period.js';
import type { Dimension } from './kpi-facts.js';
import { KpiSums, readMonths } from './kpi-sums.js';
import { monthlyKpiProjection } from './monthly-kpi.projection.js';

/** The figures of one value of a dimension. */
export interface KpiGroup {
  readonly value: string;
  readonly figures: KpiFigures;
  /** Those of the period before, and the differences (S4-66). */
  readonly previous: KpiFigures;
  readonly changes: Changes;
}

/** The figures of one period as they are now. */
export interface LiveReport {
  readonly period: string;
  readonly all: KpiFigures;
  /** The period of the same kind before, and the differences (S4-66). */
  readonly previous: { readonly period: string; readonly all: KpiFigures };
  readonly changes: Changes;
  /** What was open at the end of the period, or is now where it has not ended. */
  readonly backlog: Backlog;
  /** The versions of profiles under which its incidents were recorded. */
  readonly profiles: readonly string[];
  /** Everything up to here is in the figures. */
  readonly asOfPosition: Position;
}

const TREND_MONTHS = 12;
/** Before every report. */
const FIRST_MONTH = '0000-01';

/**
 * Reckons reports from the monthly sums. What it reads grows with months and with values of dimensions, never with incidents.
 */
export class LiveKpis {
  constructor(private readonly store: ReadStore) {}

  /** @param now the current month of the desk @throws DomainError `report.bad-period`, `report.future-period` */
  async report(period: string, now: string): Promise<LiveReport> {
    const months = begunMonthsOf(period, now);
    const before = previousPeriod(period);
    const beforeMonths = monthsOf(before);
    const [first = '', last = ''] = [beforeMonths[0], months.at(-1)];
    const end = last < now ? last : now;
    const { position } = await this.store.checkpoint(monthlyKpiProjection.name);
    const sums = await KpiSums.read(this.store, 'all', first, last);
    const contacts = await readMonths(this.store, contactMonths, 'all', first, last);
    const flows = await KpiSums.read(this.store, 'flow', FIRST_MONTH, end);
    const figures = (of: readonly string[]) => {
      const within = contacts.filter(({ dimensions }) => of.includes(dimensions['month'] ?? ''));
      return sums.figures(of, undefined, addMeasures(within.map(({ measures }) => measures)));
    };
    const [all, previous] = [figures(months), figures(beforeMonths)];
    return {
      period,
      all,
      previous: { period: before, all: previous },
      changes: changesFrom(previous, all),
      backlog: backlogAt(end, flows.flows()),
      profiles: sums.profiles(months),
      asOfPosition: position,
    };
  }

  /** The figures of each value of a dimension, by value. */
  async groups(period: string, dimension: Dimension): Promise<readonly KpiGroup[]> {
    const [months, before] = [monthsOf(period), monthsOf(previousPeriod(period))];
    const sums = await KpiSums.read(this.store, dimension, before[0] ?? '', months.at(-1) ?? '');
    return sums.values(months).map((value) => {
      const figures = sums.figures(months, value);
      const previous = sums.figures(before, value);
      return { value, figures, previous, changes: changesFrom(previous, figures) };
    });
  }

  /** The figures of each of the twelve months up to the end of a period, or up to now. */
  async trend(
    period: string,
    now: string,
  ): Promise<readonly { readonly month: string; readonly figures: KpiFigures }[]> {
    const end = begunMonthsOf(period, now)
      .filter((month) => month <= now)
      .at(-1);
    const months: string[] = [];
    for (let month = end ?? now; months.length < TREND_MONTHS; month = previousPeriod(month)) months.unshift(month);
    const sums = await KpiSums.read(this.store, 'all', months[0] ?? '', months.at(-1) ?? '');
    return months.map((month) => ({ month, figures: sums.figures([month]) }));
  }
}
