import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AdvanceChangeHandler } from './application/advance-change/advance-change.handler.js';
import { advanceChangeRoutes } from './application/advance-change/advance-change.http.js';
import { CHANGE_PROBLEMS } from './application/change-problems.js';
import { RequestChangeHandler } from './application/request-change/request-change.handler.js';
import { RequestChangeRoute } from './application/request-change/request-change.http.js';
import { ChangesRoute } from './read-models/change-requests/changes.http.js';
import { GetChangeHandler, ListChangesHandler } from './read-models/change-requests/changes.query.js';

registerProblems(CHANGE_PROBLEMS);

/** The handlers of the change context, for every process that takes commands or answers queries. */
@Module({
  imports: [CqrsModule],
  providers: [RequestChangeHandler, AdvanceChangeHandler, GetChangeHandler, ListChangesHandler],
  exports: [CqrsModule],
})
export class ChangesModule {}

/** The routes of the change context. */
@Module({
  imports: [ChangesModule],
  controllers: [RequestChangeRoute, ...advanceChangeRoutes, ChangesRoute],
})
export class ChangesHttpModule {}
