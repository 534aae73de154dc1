import {
  etag,
  IdPipe,
  OptionalChoice,
  OptionalId,
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
import { allowedChangeCommands } from '../../domain/change.decide.js';
import { CHANGE_STATUSES } from '../../domain/change.state.js';
import { type ChangeDocument, changeRequestsProjection } from './change-requests.projection.js';
import { type ChangeFilter, GetChange, ListChanges } from './changes.query.js';

export class ChangeParameters implements ChangeFilter {
  @OptionalChoice(CHANGE_STATUSES) status?: string;
  @OptionalId({ doc: 'The incident that needs it' }) incidentId?: string;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('changes')
@Controller('v1/changes')
@View(changeRequestsProjection.name)
@Requires('ReadChanges')
export class ChangesRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'Change requests, newest first' })
  list(@Query() parameters: ChangeParameters): Promise<Page<ChangeDocument>> {
    return this.queries.execute(new ListChanges(parameters));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One change request, with the commands that it allows now' })
  async details(
    @Param('id', IdPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChangeDocument & { readonly allowedCommands: readonly string[] }> {
    const change = await this.queries.execute(new GetChange(id));
    void reply.header('etag', etag(change.revision));
    return { ...change, allowedCommands: allowedChangeCommands(change.status) };
  }
}
