import { DomainError } from '@evidesk/kernel';
import { READ_STORE, type Condition, type Page, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type CoordinationDocument, coordinationDocuments } from './coordination-forms.projection.js';

/** @throws DomainError `coordination.not-found` */
export class GetCoordinationForm extends Query<CoordinationDocument> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetCoordinationForm)
export class GetCoordinationFormHandler implements IQueryHandler<GetCoordinationForm> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ id }: GetCoordinationForm): Promise<CoordinationDocument> {
    const document = await this.store.get(coordinationDocuments, id);
    if (document === undefined)
      throw new DomainError('not-found', 'coordination.not-found', `there is no coordination form ${id}`);
    return document;
  }
}

/** Which coordination forms, newest first. */
export interface CoordinationFilter {
  readonly status?: string;
  readonly incidentId?: string;
  /** The role that it was handed to. */
  readonly role?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export class ListCoordinationForms extends Query<Page<CoordinationDocument>> {
  constructor(readonly filter: CoordinationFilter) {
    super();
  }
}

@QueryHandler(ListCoordinationForms)
export class ListCoordinationFormsHandler implements IQueryHandler<ListCoordinationForms> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ filter }: ListCoordinationForms): Promise<Page<CoordinationDocument>> {
    const { status, incidentId, role, limit, cursor } = filter;
    const where: Record<string, Condition> = {};
    if (status !== undefined) where['status'] = status;
    if (incidentId !== undefined) where['incidentId'] = incidentId;
    if (role !== undefined) where['handedTo.role'] = role;
    const index =
      incidentId !== undefined ? 'incident' : role !== undefined ? 'role' : status !== undefined ? 'status' : 'raised';
    return this.store.find(coordinationDocuments, { where, index, order: 'descending', limit, cursor });
  }
}
