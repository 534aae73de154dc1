import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AdvanceKnowledgeHandler } from './application/advance-knowledge/advance-knowledge.handler.js';
import { advanceKnowledgeRoutes } from './application/advance-knowledge/advance-knowledge.http.js';
import { KNOWLEDGE_PROBLEMS } from './application/knowledge-problems.js';
import { SubmitKnowledgeHandler } from './application/submit-knowledge/submit-knowledge.handler.js';
import { SubmitKnowledgeRoute } from './application/submit-knowledge/submit-knowledge.http.js';
import { KnowledgeRoute } from './read-models/articles/articles.http.js';
import {
  GetKnowledgeHandler,
  ListKnowledgeHandler,
  ListKnowledgeVersionsHandler,
} from './read-models/articles/articles.query.js';
import { MatchesRoute } from './read-models/matches/matches.http.js';
import { FindMatchesHandler } from './read-models/matches/matches.query.js';
import { KnowledgeSearchRoute } from './read-models/search/search.http.js';
import { SearchKnowledgeHandler } from './read-models/search/search.query.js';

registerProblems(KNOWLEDGE_PROBLEMS);

/** The handlers of the knowledge base, for every process that takes commands or answers queries. */
@Module({
  imports: [CqrsModule],
  providers: [
    SubmitKnowledgeHandler,
    AdvanceKnowledgeHandler,
    GetKnowledgeHandler,
    ListKnowledgeHandler,
    ListKnowledgeVersionsHandler,
    SearchKnowledgeHandler,
    FindMatchesHandler,
  ],
  exports: [CqrsModule],
})
export class KnowledgeModule {}

/** The routes of the knowledge base. */
@Module({
  imports: [KnowledgeModule],
  controllers: [SubmitKnowledgeRoute, ...advanceKnowledgeRoutes, KnowledgeSearchRoute, KnowledgeRoute, MatchesRoute],
})
export class KnowledgeHttpModule {}
