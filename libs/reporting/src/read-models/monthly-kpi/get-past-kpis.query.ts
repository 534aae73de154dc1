import { contactLogProjection } from '@evidesk/contacts';
import { type Config, CONFIG } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { type AsOf, TIME_MACHINE, type TimeMachine } from '@evidesk/time-travel';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { frozenReportsProjection } from '../frozen-reports/frozen-reports.projection.js';
import { GetKpis, GetKpisHandler, type KpiReport } from './get-kpis.query.js';
import type { Dimension } from './kpi-facts.js';
import { monthlyKpiProjection } from './monthly-kpi.projection.js';

/** The views that a report is made of. */
export const REPORT_VIEWS: readonly string[] = [
  monthlyKpiProjection.name,
  contactLogProjection.name,
  frozenReportsProjection.name,
];

/** The figures of a period as they were. @throws DomainError as `GetKpis`, and `as-of.too-early`, `as-of.too-late` */
export class GetPastKpis extends Query<KpiReport> {
  constructor(
    readonly period: string,
    readonly dimension: Dimension | undefined,
    readonly asOf: AsOf,
  ) {
    super();
  }
}

/** Asks the sums of then what is asked of the sums of now. */
@QueryHandler(GetPastKpis)
export class GetPastKpisHandler implements IQueryHandler<GetPastKpis> {
  constructor(
    @Inject(TIME_MACHINE) private readonly machine: TimeMachine,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ period, dimension, asOf }: GetPastKpis): Promise<KpiReport> {
    const { store, instant } = await this.machine.at(asOf, REPORT_VIEWS);
    const then = { now: () => instant };
    return new GetKpisHandler(store, this.profiles, then, this.config).execute(new GetKpis(period, dimension));
  }
}
