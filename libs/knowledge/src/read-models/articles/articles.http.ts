import {
  CurrentPrincipal,
  etag,
  holds,
  OptionalChoice,
  OptionalName,
  OptionalText,
  OptionalWhole,
  PERMISSION_SOURCE,
  type PermissionSource,
  type Principal,
  Requires,
  View,
} from '@evidesk/platform';
import type { Page } from '@evidesk/read-store';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { allowedKnowledgeCommands } from '../../domain/knowledge.decide.js';
import { KNOWLEDGE_STATUSES } from '../../domain/knowledge.state.js';
import { knowledgeUsesProjection } from '../uses/uses.projection.js';
import { type KnowledgeDocument, knowledgeProjection, type KnowledgeVersion } from './articles.projection.js';
import {
  GetKnowledge,
  type KnowledgeSight,
  ListKnowledge,
  ListKnowledgeVersions,
  type UsedKnowledge,
} from './articles.query.js';

export class KnowledgeParameters {
  @OptionalChoice(KNOWLEDGE_STATUSES) status?: string;
  @OptionalName() category?: string;
  @OptionalText({ max: 200, doc: 'Configuration item' }) affectedCi?: string;
  @OptionalChoice(['true', 'false'], { doc: 'Those with a draft that waits for approval (S1-25)' })
  awaitsApproval?: string;
  @OptionalChoice(['true', 'false'], { doc: 'Those whose review is due (S1-25)' }) reviewDue?: string;
  @OptionalText({ max: 128, doc: 'What this person submitted; one sees his own drafts' }) submittedBy?: string;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

export class KnowledgeVersionParameters {
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('knowledge')
@Controller('v1/knowledge')
@View(knowledgeProjection.name, knowledgeUsesProjection.name)
@Requires('ReadKnowledge')
export class KnowledgeRoute {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PERMISSION_SOURCE) private readonly permissions: PermissionSource,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Articles, those that changed last first; who may not approve sees what is published' })
  list(
    @Query() { awaitsApproval, reviewDue, ...filter }: KnowledgeParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<KnowledgeDocument>> {
    const flags = { awaitsApproval: flag(awaitsApproval), reviewDue: flag(reviewDue) };
    return this.queries.execute(new ListKnowledge({ ...filter, ...flags }, this.sightOf(principal)));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One article, by id or number, with its uses and the commands that it allows now' })
  async details(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UsedKnowledge & { readonly allowedCommands: readonly string[] }> {
    const article = await this.queries.execute(new GetKnowledge(id, this.sightOf(principal)));
    void reply.header('etag', etag(article.revision));
    return { ...article, allowedCommands: allowedKnowledgeCommands(article) };
  }

  @Get(':id/versions')
  @ApiOperation({ summary: 'The published versions of an article, oldest first' })
  versions(
    @Param('id') id: string,
    @Query() page: KnowledgeVersionParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<KnowledgeVersion>> {
    return this.queries.execute(new ListKnowledgeVersions(id, this.sightOf(principal), page));
  }

  /** Who may approve sees drafts; others see what is published, and their own. */
  private sightOf(principal: Principal): KnowledgeSight {
    return holds(this.permissions, principal, 'ApproveKnowledge') ? { all: true } : { publishedAnd: principal.id };
  }
}

const flag = (value: string | undefined): boolean | undefined => (value === undefined ? undefined : value === 'true');
