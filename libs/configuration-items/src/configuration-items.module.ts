import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AdvanceCiHandler } from './application/advance-ci/advance-ci.handler.js';
import { advanceCiRoutes } from './application/advance-ci/advance-ci.http.js';
import { CI_PROBLEMS } from './application/ci-problems.js';
import { RegisterCiRoute } from './application/register-ci/register-ci.http.js';
import { CisRoute } from './read-models/ci-details/cis.http.js';
import { GetCiHandler, GetCiHistoryHandler, ListCisHandler } from './read-models/ci-details/cis.query.js';

registerProblems(CI_PROBLEMS);

/** The handlers of configuration management, for every process that takes commands or answers queries. */
@Module({
  imports: [CqrsModule],
  providers: [AdvanceCiHandler, GetCiHandler, ListCisHandler, GetCiHistoryHandler],
  exports: [CqrsModule],
})
export class ConfigurationItemsModule {}

/** The routes of configuration management. */
@Module({
  imports: [ConfigurationItemsModule],
  controllers: [RegisterCiRoute, ...advanceCiRoutes, CisRoute],
})
export class ConfigurationItemsHttpModule {}
