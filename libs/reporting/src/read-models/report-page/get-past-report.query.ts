import { queueProjection } from '@evidesk/incidents';
import { type Config, CONFIG } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { type AsOf, TIME_MACHINE, type TimeMachine } from '@evidesk/time-travel';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { REPORT_VIEWS } from '../monthly-kpi/get-past-kpis.query.js';
import { GetReport, GetReportHandler } from './get-report.query.js';
import type { RenderedReport } from './render-report.js';

/** The whole report of a period as it was. @throws DomainError as `GetReport`, and `as-of.too-early`, `as-of.too-late` */
export class GetPastReport extends Query<RenderedReport> {
  constructor(
    readonly report: GetReport,
    readonly asOf: AsOf,
  ) {
    super();
  }
}

@QueryHandler(GetPastReport)
export class GetPastReportHandler implements IQueryHandler<GetPastReport> {
  constructor(
    @Inject(TIME_MACHINE) private readonly machine: TimeMachine,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ report, asOf }: GetPastReport): Promise<RenderedReport> {
    // The page also lists what was open.
    const { store, instant } = await this.machine.at(asOf, [...REPORT_VIEWS, queueProjection.name]);
    return new GetReportHandler(store, this.profiles, { now: () => instant }, this.config).execute(report);
  }
}
