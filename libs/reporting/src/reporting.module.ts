import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GetKpisHandler } from './read-models/monthly-kpi/get-kpis.query.js';
import { KpisRoute } from './read-models/monthly-kpi/kpis.http.js';

registerProblems([
  {
    code: 'report.bad-period',
    status: 400,
    title: 'That is no period',
    description: 'A period is a month `2026-10`, a quarter `2026-Q4` or a year `2026`.',
  },
]);

/** Reports and their routes. */
@Module({ imports: [CqrsModule], providers: [GetKpisHandler], controllers: [KpisRoute] })
export class ReportingHttpModule {}
