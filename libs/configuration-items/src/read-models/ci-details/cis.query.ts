import { incidentDocuments } from '@evidesk/incidents';
import { DomainError } from '@evidesk/kernel';
import { READ_STORE, type Condition, type Page, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ciIncidents } from '../ci-incidents/ci-incidents.projection.js';
import { type CiDocument, ciDocuments, ciHistory, type CiHistoryEntry } from './ci-details.projection.js';

/** How many open incidents the details of an item show. */
const SHOWN_INCIDENTS = 50;

/** An open incident, as an item's details show it. */
export interface AffectingIncident {
  readonly id: string;
  readonly number?: string;
  readonly title?: string;
  readonly status?: string;
  readonly priority?: string;
}

/** An item with the newest of the open incidents that name it. */
export interface CiView extends CiDocument {
  readonly openIncidents: readonly AffectingIncident[];
}

/** @throws DomainError `ci.not-found` */
export class GetCi extends Query<CiView> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetCi)
export class GetCiHandler implements IQueryHandler<GetCi> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ id }: GetCi): Promise<CiView> {
    const document = await findCi(this.store, id);
    const where = { ciId: id, open: true };
    const { items } = await this.store.find(ciIncidents, {
      where,
      index: 'item',
      order: 'descending',
      limit: SHOWN_INCIDENTS,
    });
    return { ...document, openIncidents: await Promise.all(items.map((item) => this.shown(item.id))) };
  }

  /** The incidents' own view may be a moment behind: then the id is all that is known. */
  private async shown(id: string): Promise<AffectingIncident> {
    const document = await this.store.get(incidentDocuments, id);
    if (document === undefined) return { id };
    const { number, title, status, priority } = document.incident;
    return { id, number, title, status, priority };
  }
}

/** Which items, by name. */
export interface CiFilter {
  readonly name?: string;
  readonly kind?: string;
  readonly status?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export class ListCis extends Query<Page<CiDocument>> {
  constructor(readonly filter: CiFilter) {
    super();
  }
}

@QueryHandler(ListCis)
export class ListCisHandler implements IQueryHandler<ListCis> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ filter: { name, kind, status, limit, cursor } }: ListCis): Promise<Page<CiDocument>> {
    const where: Record<string, Condition> = {};
    if (name !== undefined) where['name'] = name;
    if (kind !== undefined) where['kind'] = kind;
    if (status !== undefined) where['status'] = status;
    const index = kind !== undefined ? 'kind' : status !== undefined ? 'status' : 'name';
    return this.store.find(ciDocuments, { where, index, limit, cursor });
  }
}

/** What happened to an item, oldest first. @throws DomainError `ci.not-found` */
export class GetCiHistory extends Query<Page<CiHistoryEntry>> {
  constructor(
    readonly id: string,
    readonly page: { readonly limit?: number; readonly cursor?: string },
  ) {
    super();
  }
}

@QueryHandler(GetCiHistory)
export class GetCiHistoryHandler implements IQueryHandler<GetCiHistory> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ id, page }: GetCiHistory): Promise<Page<CiHistoryEntry>> {
    await findCi(this.store, id);
    return this.store.find(ciHistory, { where: { ciId: id }, index: 'item', ...page });
  }
}

async function findCi(store: ReadStore, id: string): Promise<CiDocument> {
  const document = await store.get(ciDocuments, id);
  if (document === undefined)
    throw new DomainError('not-found', 'ci.not-found', `there is no configuration item ${id}`);
  return document;
}
