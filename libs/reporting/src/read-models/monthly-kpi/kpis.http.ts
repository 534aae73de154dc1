import { AsOfParameters, type Config, CONFIG, OptionalChoice, Requires, toInstant, View } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { readAsOf } from '@evidesk/time-travel';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetKpis, type KpiReport } from './get-kpis.query.js';
import { GetPastKpis } from './get-past-kpis.query.js';
import { DIMENSIONS, type Dimension } from './kpi-facts.js';
import { monthlyKpiProjection } from './monthly-kpi.projection.js';

export class KpiParameters extends AsOfParameters {
  @OptionalChoice(DIMENSIONS, { doc: 'Break the figures down by this' }) dimension?: Dimension;
}

@ApiTags('reports')
@Controller('v1')
@Requires('ReadReports')
export class KpisRoute {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('kpis')
  @ApiOperation({ summary: 'The catalogue of figures: formula, period and owner of each (S1-60)' })
  catalogue() {
    return { items: this.profiles.inForce(this.config.profile).definition.kpis };
  }

  @Get('reports/kpis/:period')
  @View(monthlyKpiProjection.name)
  @ApiOperation({
    summary:
      'Figures of a month 2026-10, a quarter 2026-Q4 or a year 2026, beside the period before (S0-90 … S0-93, S1-57 … S1-59, S4-67)',
  })
  report(@Param('period') period: string, @Query() { dimension, asOf, by }: KpiParameters): Promise<KpiReport> {
    if (asOf === undefined) return this.queries.execute(new GetKpis(period, dimension));
    return this.queries.execute(new GetPastKpis(period, dimension, readAsOf(asOf, by ?? 'recorded', toInstant)));
  }
}
