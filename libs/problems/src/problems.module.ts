import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AdvanceCoordinationHandler } from './application/advance-coordination/advance-coordination.handler.js';
import { advanceCoordinationRoutes } from './application/advance-coordination/advance-coordination.http.js';
import { AdvanceProblemHandler } from './application/advance-problem/advance-problem.handler.js';
import { advanceProblemRoutes } from './application/advance-problem/advance-problem.http.js';
import { AdvanceSymptomHandler, ObserveSymptomHandler } from './application/observe-symptom/observe-symptom.handler.js';
import { OpenProblemHandler, ProposeProblemHandler } from './application/open-problem/open-problem.handler.js';
import { OpenProblemRoute } from './application/open-problem/open-problem.http.js';
import { PROBLEM_PROBLEMS } from './application/problem-problems.js';
import { RaiseCoordinationHandler } from './application/raise-coordination/raise-coordination.handler.js';
import { RaiseCoordinationRoute } from './application/raise-coordination/raise-coordination.http.js';
import { CoordinationFormsRoute } from './read-models/coordination-forms/coordination-forms.http.js';
import {
  GetCoordinationFormHandler,
  ListCoordinationFormsHandler,
} from './read-models/coordination-forms/coordination-forms.query.js';
import { ProblemsRoute } from './read-models/problems/problems.http.js';
import { GetProblemHandler, ListProblemsHandler } from './read-models/problems/problems.query.js';

registerProblems(PROBLEM_PROBLEMS);

/** The handlers of problem management, for every process that takes commands or answers queries. */
@Module({
  imports: [CqrsModule],
  providers: [
    OpenProblemHandler,
    ProposeProblemHandler,
    AdvanceProblemHandler,
    ObserveSymptomHandler,
    AdvanceSymptomHandler,
    RaiseCoordinationHandler,
    AdvanceCoordinationHandler,
    GetProblemHandler,
    ListProblemsHandler,
    GetCoordinationFormHandler,
    ListCoordinationFormsHandler,
  ],
  exports: [CqrsModule],
})
export class ProblemsModule {}

/** The routes of problem management. */
@Module({
  imports: [ProblemsModule],
  controllers: [
    OpenProblemRoute,
    ...advanceProblemRoutes,
    ProblemsRoute,
    RaiseCoordinationRoute,
    ...advanceCoordinationRoutes,
    CoordinationFormsRoute,
  ],
})
export class ProblemsHttpModule {}
