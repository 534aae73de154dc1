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
import { allowedProblemCommands } from '../../domain/problem.decide.js';
import { PROBLEM_STATUSES } from '../../domain/problem.state.js';
import { type ProblemDocument, problemsProjection } from './problems.projection.js';
import { GetProblem, ListProblems } from './problems.query.js';

export class ProblemParameters {
  @OptionalChoice(PROBLEM_STATUSES) status?: string;
  @OptionalId({ doc: 'Problems that have this incident' }) incidentId?: string;
  @OptionalChoice(['true', 'false'], { doc: 'Those with a workaround that are not resolved yet' }) knownError?: string;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('problems')
@Controller('v1/problems')
@View(problemsProjection.name)
@Requires('ReadProblems')
export class ProblemsRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'Problems, newest first' })
  list(@Query() { knownError, ...filter }: ProblemParameters): Promise<Page<ProblemDocument>> {
    const known = knownError === undefined ? {} : { knownError: knownError === 'true' };
    return this.queries.execute(new ListProblems({ ...filter, ...known }));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One problem, with the commands that it allows now' })
  async details(
    @Param('id', IdPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProblemDocument & { readonly allowedCommands: readonly string[] }> {
    const problem = await this.queries.execute(new GetProblem(id));
    void reply.header('etag', etag(problem.revision));
    return { ...problem, allowedCommands: allowedProblemCommands(problem.status) };
  }
}
