import { incidentDetailsProjection, sightOf } from '@evidesk/incidents';
import { CurrentPrincipal, OptionalWhole, type Principal, Requires, View } from '@evidesk/platform';
import { problemsProjection } from '@evidesk/problems';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { knowledgeProjection } from '../articles/articles.projection.js';
import { knowledgeSearchProjection } from '../search/search.projection.js';
import { FindMatches, type IncidentMatches } from './matches.query.js';

const DEFAULT_EACH = 10;

export class MatchParameters {
  @OptionalWhole({ min: 1, max: 20, doc: 'How many of each kind; by default 10' }) limit?: number;
}

@ApiTags('knowledge')
@Controller('v1/incidents/:id/matches')
@View(incidentDetailsProjection.name, problemsProjection.name, knowledgeProjection.name, knowledgeSearchProjection.name)
@Requires('ReadKnowledge')
export class MatchesRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary:
      'Articles, problems and solved incidents that are like it, each with why: to look at before escalating (S1-51)',
  })
  handle(
    @Param('id') id: string,
    @Query() { limit = DEFAULT_EACH }: MatchParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<IncidentMatches> {
    return this.queries.execute(new FindMatches(id, sightOf(principal), limit));
  }
}
