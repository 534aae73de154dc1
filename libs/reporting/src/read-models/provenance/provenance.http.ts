import { OptionalChoice, OptionalText, OptionalWhole, Requires, View } from '@evidesk/platform';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Corrections, GetCorrections } from '../frozen-reports/get-corrections.query.js';
import { DIMENSIONS, type Dimension } from '../monthly-kpi/kpi-facts.js';
import { monthlyKpiProjection } from '../monthly-kpi/monthly-kpi.projection.js';
import { GetProvenance, type Provenance, type ProvenanceWish } from './get-provenance.query.js';
import { type Part, PARTS } from './trail.js';

export class ProvenanceParameters implements ProvenanceWish {
  @OptionalChoice(PARTS, { doc: 'Without it: the numerator' }) part?: Part;
  @OptionalChoice(DIMENSIONS, { doc: 'Only of one value of this dimension' }) dimension?: Dimension;
  @OptionalText({ max: 200, doc: 'The value; `-` is none' }) value?: string;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

export class CorrectionParameters {
  @OptionalWhole({ min: 1, max: 50 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('reports')
@Controller('v1/reports')
@View(monthlyKpiProjection.name)
@Requires('ReadReports')
export class ProvenanceRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get('kpis/:period/:kpi/provenance')
  @ApiOperation({ summary: 'Where a figure comes from: its formula, cohort, counts, and the incidents behind them' })
  provenance(
    @Param('period') period: string,
    @Param('kpi') kpi: string,
    @Query() wish: ProvenanceParameters,
  ): Promise<Provenance> {
    return this.queries.execute(new GetProvenance(period, kpi, wish));
  }

  @Get(':period/corrections')
  @ApiOperation({ summary: 'The incidents that changed a frozen month since, each with the events that did' })
  corrections(@Param('period') month: string, @Query() page: CorrectionParameters): Promise<Corrections> {
    return this.queries.execute(new GetCorrections(month, page));
  }
}
