import { OptionalName, OptionalText, OptionalWhole, Requires, Text, View } from '@evidesk/platform';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { knowledgeSearchProjection } from './search.projection.js';
import { type KnowledgeHit, type KnowledgeQuestion, SearchKnowledge } from './search.query.js';

export class KnowledgeSearchParameters implements KnowledgeQuestion {
  @Text({ max: 200, doc: 'Words in Chinese or English; the first 10 are looked for' }) q!: string;
  @OptionalName({ doc: 'Only of this category' }) category?: string;
  @OptionalText({ max: 200, doc: 'Only of this configuration item' }) affectedCi?: string;
  @OptionalWhole({ min: 1, max: 50, doc: 'By default 20' }) limit?: number;
}

@ApiTags('knowledge')
@Controller('v1/knowledge')
@View(knowledgeSearchProjection.name)
@Requires('ReadKnowledge')
export class KnowledgeSearchRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get('search')
  @ApiOperation({
    summary: 'Published articles by their words: those with most of them first, then the newest (S1-51)',
  })
  async search(@Query() question: KnowledgeSearchParameters): Promise<{ readonly items: readonly KnowledgeHit[] }> {
    return { items: await this.queries.execute(new SearchKnowledge(question)) };
  }
}
