import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FreezeReportHandler } from './application/freeze-report/freeze-report.handler.js';
import { FreezeReportRoute } from './application/freeze-report/freeze-report.http.js';
import { REPORT_PROBLEMS } from './application/report-problems.js';
import { GetCorrectionsHandler } from './read-models/frozen-reports/get-corrections.query.js';
import { GetKpisHandler } from './read-models/monthly-kpi/get-kpis.query.js';
import { GetPastKpisHandler } from './read-models/monthly-kpi/get-past-kpis.query.js';
import { KpisRoute } from './read-models/monthly-kpi/kpis.http.js';
import { GetProvenanceHandler } from './read-models/provenance/get-provenance.query.js';
import { GetPastReportHandler } from './read-models/report-page/get-past-report.query.js';
import { GetReportHandler } from './read-models/report-page/get-report.query.js';
import { ReportsRoute } from './read-models/report-page/reports.http.js';
import { ProvenanceRoute } from './read-models/provenance/provenance.http.js';

registerProblems(REPORT_PROBLEMS);

/** Reports and their routes. */
@Module({
  imports: [CqrsModule],
  providers: [
    GetPastKpisHandler,
    GetPastReportHandler,
    GetKpisHandler,
    GetReportHandler,
    GetProvenanceHandler,
    GetCorrectionsHandler,
    FreezeReportHandler,
  ],
  controllers: [KpisRoute, ReportsRoute, ProvenanceRoute, FreezeReportRoute],
})
export class ReportingHttpModule {}
