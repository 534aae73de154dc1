import type { Aggregate, Position } from '@evidesk/kernel';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { addMeasures, type KpiFigures, kpiFigures } from '../../domain/kpi-figures.js';
import { monthsOf } from '../../domain/period.js';
import { kpiMonths } from './kpi-contributions.js';
import type { Dimension } from './kpi-facts.js';
import { monthlyKpiProjection } from './monthly-kpi.projection.js';

/** The figures of one period: of all incidents, and of each value of a dimension where one is asked for. */
export interface KpiReport {
  readonly period: string;
  readonly all: KpiFigures;
  readonly dimension?: Dimension;
  readonly groups?: readonly { readonly value: string; readonly figures: KpiFigures }[];
  /** Everything up to here is in the figures. */
  readonly asOfPosition: Position;
}

/** `2026-10`, `2026-Q4` or `2026`. @throws DomainError `report.bad-period` */
export class GetKpis extends Query<KpiReport> {
  constructor(
    readonly period: string,
    readonly dimension?: Dimension,
  ) {
    super();
  }
}

/** A month has as many sums as its dimensions have values; a page holds them all but in the largest of desks. */
const PAGE = 1_000;

@QueryHandler(GetKpis)
export class GetKpisHandler implements IQueryHandler<GetKpis> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ period, dimension }: GetKpis): Promise<KpiReport> {
    const months = monthsOf(period);
    const { position } = await this.store.checkpoint(monthlyKpiProjection.name);
    const all = figuresOf(await this.sums(months, 'all'));
    if (dimension === undefined) return { period, all, asOfPosition: position };
    const sums = await this.sums(months, dimension);
    const values = [...new Set(sums.map(({ dimensions }) => dimensions['value'] ?? '-'))].sort();
    const groups = values.map((value) => ({
      value,
      figures: figuresOf(sums.filter(({ dimensions }) => dimensions['value'] === value)),
    }));
    return { period, all, dimension, groups, asOfPosition: position };
  }

  private async sums(months: readonly string[], dimension: string): Promise<readonly Aggregate[]> {
    const found: Aggregate[] = [];
    for (const month of months) {
      let cursor: string | undefined;
      do {
        const where = { 'dimensions.month': month, 'dimensions.dimension': dimension };
        const page = await this.store.find(kpiMonths, {
          where,
          index: 'month',
          limit: PAGE,
          ...(cursor && { cursor }),
        });
        found.push(...page.items);
        cursor = page.next;
      } while (cursor !== undefined);
    }
    return found;
  }
}

function figuresOf(sums: readonly Aggregate[]): KpiFigures {
  const of = (cohort: string) =>
    addMeasures(sums.filter(({ dimensions }) => dimensions['cohort'] === cohort).map(({ measures }) => measures));
  return kpiFigures(of('reported'), of('ended'));
}
