import {
  etag,
  IdPipe,
  OptionalChoice,
  OptionalId,
  OptionalName,
  OptionalText,
  OptionalWhole,
  Requires,
  View,
} from '@evidesk/platform';
import type { Page } from '@evidesk/read-store';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { allowedCoordinationCommands } from '../../domain/coordination.decide.js';
import { COORDINATION_STATUSES } from '../../domain/coordination.state.js';
import { type CoordinationDocument, coordinationFormsProjection } from './coordination-forms.projection.js';
import { type CoordinationFilter, GetCoordinationForm, ListCoordinationForms } from './coordination-forms.query.js';

export class CoordinationParameters implements CoordinationFilter {
  @OptionalChoice(COORDINATION_STATUSES) status?: string;
  @OptionalId({ doc: 'The incident that raised it' }) incidentId?: string;
  @OptionalName({ doc: 'The role that it was handed to' }) role?: string;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('coordination-forms')
@Controller('v1/coordination-forms')
@View(coordinationFormsProjection.name)
@Requires('ReadCoordinationForms')
export class CoordinationFormsRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'Coordination forms, newest first' })
  list(@Query() parameters: CoordinationParameters): Promise<Page<CoordinationDocument>> {
    return this.queries.execute(new ListCoordinationForms(parameters));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One coordination form, with the commands that it allows now' })
  async details(
    @Param('id', IdPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CoordinationDocument & { readonly allowedCommands: readonly string[] }> {
    const form = await this.queries.execute(new GetCoordinationForm(id));
    void reply.header('etag', etag(form.revision));
    const { status, handled, analysis } = form;
    return {
      ...form,
      allowedCommands: allowedCoordinationCommands({ status, handled, analysed: analysis !== undefined }),
    };
  }
}
