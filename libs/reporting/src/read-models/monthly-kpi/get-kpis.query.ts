import type { Clock } from '@evidesk/kernel';
import { CLOCK, type Config, CONFIG } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { monthOf } from '../../domain/month.js';
import type { Dimension } from './kpi-facts.js';
import { KpiReports, type SettledReport } from './kpi-reports.js';
import type { KpiGroup } from './live-kpis.js';

/** The figures of one period: of all incidents, and of each value of a dimension where one is asked for. */
export interface KpiReport extends SettledReport {
  readonly dimension?: Dimension;
  readonly groups?: readonly KpiGroup[];
}

/** `2026-10`, `2026-Q4` or `2026`. @throws DomainError `report.bad-period`, `report.future-period` */
export class GetKpis extends Query<KpiReport> {
  constructor(
    readonly period: string,
    readonly dimension?: Dimension,
  ) {
    super();
  }
}

@QueryHandler(GetKpis)
export class GetKpisHandler implements IQueryHandler<GetKpis> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ period, dimension }: GetKpis): Promise<KpiReport> {
    const now = monthOf(this.clock.now(), this.profiles.inForce(this.config.profile).definition.timeZone);
    const dimensions = dimension === undefined ? [] : [dimension];
    const { report, groups } = await new KpiReports(this.store).read(period, now, dimensions);
    return dimension === undefined ? report : { ...report, dimension, groups: groups[dimension] ?? [] };
  }
}
