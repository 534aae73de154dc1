import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GetKpisHandler } from './read-models/monthly-kpi/get-kpis.query.js';
import { KpisRoute } from './read-models/monthly-kpi/kpis.http.js';

/** Reports and their routes. */
@Module({ imports: [CqrsModule], providers: [GetKpisHandler], controllers: [KpisRoute] })
export class ReportingHttpModule {}
