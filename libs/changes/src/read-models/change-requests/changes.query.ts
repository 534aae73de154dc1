import { DomainError } from '@evidesk/kernel';
import { READ_STORE, type Condition, type Page, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ChangeDocument, changeDocuments } from './change-requests.projection.js';

/** @throws DomainError `change.not-found` */
export class GetChange extends Query<ChangeDocument> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetChange)
export class GetChangeHandler implements IQueryHandler<GetChange> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ id }: GetChange): Promise<ChangeDocument> {
    const document = await this.store.get(changeDocuments, id);
    if (document === undefined)
      throw new DomainError('not-found', 'change.not-found', `there is no change request ${id}`);
    return document;
  }
}

/** Which change requests, newest first. */
export interface ChangeFilter {
  readonly status?: string;
  readonly incidentId?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export class ListChanges extends Query<Page<ChangeDocument>> {
  constructor(readonly filter: ChangeFilter) {
    super();
  }
}

@QueryHandler(ListChanges)
export class ListChangesHandler implements IQueryHandler<ListChanges> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ filter: { status, incidentId, limit, cursor } }: ListChanges): Promise<Page<ChangeDocument>> {
    const where: Record<string, Condition> = {};
    if (status !== undefined) where['status'] = status;
    if (incidentId !== undefined) where['incidentId'] = incidentId;
    const index = incidentId !== undefined ? 'incident' : status !== undefined ? 'status' : 'requested';
    return this.store.find(changeDocuments, { where, index, order: 'descending', limit, cursor });
  }
}
