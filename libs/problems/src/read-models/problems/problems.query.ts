import { DomainError } from '@evidesk/kernel';
import { READ_STORE, type Condition, type Page, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ProblemDocument, problemDocuments } from './problems.projection.js';

/** @throws DomainError `problem.not-found` */
export class GetProblem extends Query<ProblemDocument> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetProblem)
export class GetProblemHandler implements IQueryHandler<GetProblem> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ id }: GetProblem): Promise<ProblemDocument> {
    const document = await this.store.get(problemDocuments, id);
    if (document === undefined) throw new DomainError('not-found', 'problem.not-found', `there is no problem ${id}`);
    return document;
  }
}

/** Which problems, newest first. */
export interface ProblemFilter {
  readonly status?: string;
  readonly incidentId?: string;
  readonly knownError?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
}

export class ListProblems extends Query<Page<ProblemDocument>> {
  constructor(readonly filter: ProblemFilter) {
    super();
  }
}

@QueryHandler(ListProblems)
export class ListProblemsHandler implements IQueryHandler<ListProblems> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ filter: { status, incidentId, knownError, limit, cursor } }: ListProblems): Promise<Page<ProblemDocument>> {
    const where: Record<string, Condition> = {};
    if (status !== undefined) where['status'] = status;
    if (incidentId !== undefined) where['incidents'] = incidentId;
    if (knownError !== undefined) where['knownError'] = knownError;
    const index =
      incidentId !== undefined
        ? 'incident'
        : status !== undefined
          ? 'status'
          : knownError !== undefined
            ? 'known'
            : 'opened';
    return this.store.find(problemDocuments, { where, index, order: 'descending', limit, cursor });
  }
}
