import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logging/logger.js';
import type { Refusals } from './refusals.js';
import { correlationOf } from './request-context.js';
import { type Problem, toProblem } from './to-problem.js';

const MEDIA_TYPE = 'application/problem+json; charset=utf-8';
const TYPE = 'https://evidesk.dev/problems/';

/** The one place where an error becomes an answer: RFC 9457. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly refusals: Refusals,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(error, { conditional: request.headers['if-match'] !== undefined });
    this.refusals.note(problem);
    this.log(error, problem, request);
    if (!reply.sent) sendProblem(reply, problem, request);
  }

  private log(error: unknown, problem: Problem, request: FastifyRequest): void {
    const { status, code } = problem;
    const line = { correlationId: correlationOf(request), method: request.method, path: pathOf(request), status, code };
    if (status === 500) this.logger.error({ ...line, err: error }, 'request failed');
    else if (status >= 500)
      this.logger.warn({ ...line, reason: error instanceof Error ? error.message : undefined }, 'request failed');
    else if (status === 403)
      this.logger.warn({ ...line, principal: request.evidesk?.principal, detail: problem.detail }, 'request refused');
    else if (status === 401 || status === 429)
      this.logger.info(
        { ...line, principal: request.evidesk?.principal?.id, detail: problem.detail },
        'request refused',
      );
    else this.logger.debug(line, 'request refused');
  }
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, problem: Problem, request: FastifyRequest): void {
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .header('content-type', MEDIA_TYPE)
    .send(JSON.stringify(bodyOf(problem, request)));
}

function bodyOf(problem: Problem, request: FastifyRequest): object {
  return {
    ...problem.details,
    type: TYPE + problem.code,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: pathOf(request),
    code: problem.code,
    traceId: correlationOf(request),
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
}

/** Without the query, which may hold what is nobody else's business. */
function pathOf(request: FastifyRequest): string {
  const end = request.url.indexOf('?');
  return end < 0 ? request.url : request.url.slice(0, end);
}
