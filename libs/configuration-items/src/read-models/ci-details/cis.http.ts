import {
  Discloses,
  etag,
  IdPipe,
  OptionalChoice,
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
import { allowedCiCommands } from '../../domain/ci.decide.js';
import { CI_STATUSES } from '../../domain/ci.state.js';
import { ciDetailsProjection, type CiDocument, type CiHistoryEntry } from './ci-details.projection.js';
import { type CiFilter, type CiView, GetCi, GetCiHistory, ListCis } from './cis.query.js';

class PageParameters {
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

export class CiParameters extends PageParameters implements CiFilter {
  @OptionalText({ max: 200, doc: 'The item of exactly this name' }) name?: string;
  @OptionalText({ max: 200 }) kind?: string;
  @OptionalChoice(CI_STATUSES) status?: string;
}
export class CiHistoryParameters extends PageParameters {}

@ApiTags('configuration-items')
@Controller('v1/configuration-items')
@View(ciDetailsProjection.name)
@Requires('ReadConfigurationItems')
export class CisRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'Configuration items, by name (S4-18)' })
  list(@Query() parameters: CiParameters): Promise<Page<CiDocument>> {
    return this.queries.execute(new ListCis(parameters));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One configuration item, with the open incidents that affect it (S4-40)' })
  async details(
    @Param('id', IdPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CiView & { readonly allowedCommands: readonly string[] }> {
    const item = await this.queries.execute(new GetCi(id));
    void reply.header('etag', etag(item.revision));
    return { ...item, allowedCommands: allowedCiCommands(item.status) };
  }

  @Get(':id/history')
  @Discloses('configuration-item.history')
  @ApiOperation({ summary: 'What happened to it, and by which change (S1-34)' })
  history(@Param('id', IdPipe) id: string, @Query() page: CiHistoryParameters): Promise<Page<CiHistoryEntry>> {
    return this.queries.execute(new GetCiHistory(id, page));
  }
}
