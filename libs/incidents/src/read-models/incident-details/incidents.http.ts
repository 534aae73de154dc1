import {
  AsOfParameters,
  CurrentPrincipal,
  etag,
  OptionalChoice,
  OptionalInstant,
  OptionalText,
  OptionalWhole,
  type Principal,
  Requires,
  toInstant,
  View,
} from '@evidesk/platform';
import type { Page } from '@evidesk/read-store';
import { readAsOf } from '@evidesk/time-travel';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { GetPastIncident } from '../past/get-past-incident.query.js';
import { sightOf } from '../sight.js';
import { GetIncident, type IncidentFilter, ListIncidents } from './get-incident.query.js';
import { incidentDetailsProjection } from './incident-details.projection.js';
import type { IncidentView } from './incident-view.js';

export class IncidentParameters implements IncidentFilter {
  @OptionalChoice(['new', 'in_progress', 'pending', 'resolved', 'closed', 'cancelled']) status?: string;
  @OptionalText({ max: 128 }) reporterId?: string;
  @OptionalInstant() reportedFrom?: string;
  @OptionalInstant() reportedBefore?: string;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('incidents')
@Controller('v1/incidents')
@View(incidentDetailsProjection.name)
export class IncidentsRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Requires('ReadIncidents')
  @ApiOperation({ summary: 'Incidents, newest report first; an end user sees his own (S4-59)' })
  list(@Query() parameters: IncidentParameters, @CurrentPrincipal() principal: Principal): Promise<Page<IncidentView>> {
    return this.queries.execute(new ListIncidents(parameters, sightOf(principal)));
  }

  @Get(':id')
  @Requires('ReadIncidents')
  @ApiOperation({ summary: 'One incident, by id or number, with the commands that it allows now' })
  async details(
    @Param('id') id: string,
    @Query() { asOf, by }: AsOfParameters,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentView> {
    const sight = sightOf(principal);
    if (asOf !== undefined) {
      const wanted = readAsOf(asOf, by ?? 'recorded', toInstant);
      return this.queries.execute(new GetPastIncident(id, sight, wanted));
    }
    const view = await this.queries.execute(new GetIncident(id, sight));
    void reply.header('etag', etag(view.revision));
    return view;
  }
}
