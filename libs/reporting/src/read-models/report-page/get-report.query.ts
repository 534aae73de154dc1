import type { Clock } from '@evidesk/kernel';
import { CLOCK, type Config, CONFIG } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type RenderedReport, renderReport, type ReportFormat } from './render-report.js';
import { readReport } from './report-data.js';
import type { Language } from './words.js';

/** The whole report of a period in one format. @throws DomainError `report.bad-period`, `report.future-period` */
export class GetReport extends Query<RenderedReport> {
  constructor(
    readonly period: string,
    readonly format: ReportFormat,
    readonly language: Language,
  ) {
    super();
  }
}

@QueryHandler(GetReport)
export class GetReportHandler implements IQueryHandler<GetReport> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ period, format, language }: GetReport): Promise<RenderedReport> {
    const profile = this.profiles.inForce(this.config.profile);
    const data = await readReport(this.store, profile, period, this.clock.now());
    return renderReport(data, profile, format, language);
  }
}
