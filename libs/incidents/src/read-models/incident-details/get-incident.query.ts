import { DomainError, type Position } from '@evidesk/kernel';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type Condition, type Page, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type IncidentDocument, incidentDetailsProjection, incidentDocuments } from './incident-details.projection.js';
import { incidentView, type IncidentView } from './incident-view.js';

/** Whose incidents may be seen: all, or those of one reporter (S4-59). */
export type Sight = { readonly all: true } | { readonly reporterId: string };

/** One incident, by id or by number. @throws DomainError `incident.not-found` when there is none in sight */
export class GetIncident extends Query<IncidentView> {
  constructor(
    readonly idOrNumber: string,
    readonly sight: Sight,
  ) {
    super();
  }
}

@QueryHandler(GetIncident)
export class GetIncidentHandler implements IQueryHandler<GetIncident> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
  ) {}

  async execute({ idOrNumber, sight }: GetIncident): Promise<IncidentView> {
    const document = await findIncident(this.store, idOrNumber, sight);
    return incidentView(document, this.profiles.get(document.incident.profile));
  }
}

/** Which incidents, newest report first. */
export interface IncidentFilter {
  readonly status?: string;
  readonly reporterId?: string;
  readonly reportedFrom?: string;
  readonly reportedBefore?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export class ListIncidents extends Query<Page<IncidentView> & { readonly asOfPosition: Position }> {
  constructor(
    readonly filter: IncidentFilter,
    readonly sight: Sight,
  ) {
    super();
  }
}

@QueryHandler(ListIncidents)
export class ListIncidentsHandler implements IQueryHandler<ListIncidents> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
  ) {}

  async execute({ filter, sight }: ListIncidents): Promise<Page<IncidentView> & { readonly asOfPosition: Position }> {
    const { position: asOfPosition } = await this.store.checkpoint(incidentDetailsProjection.name);
    const { status, reportedFrom, reportedBefore, limit, cursor } = filter;
    const reporterId = 'reporterId' in sight ? sight.reporterId : filter.reporterId;
    const where: Record<string, Condition> = {};
    if (status !== undefined) where['incident.status'] = status;
    if (reporterId !== undefined) where['incident.reporterId'] = reporterId;
    if (reportedFrom !== undefined || reportedBefore !== undefined) {
      where['incident.reportedAt'] = { gte: reportedFrom, lt: reportedBefore };
    }
    const index = reporterId !== undefined ? 'reporter' : status !== undefined ? 'status' : 'reported';
    const page = await this.store.find(incidentDocuments, { where, index, order: 'descending', limit, cursor });
    const items = page.items.map((document) => incidentView(document, this.profiles.get(document.incident.profile)));
    return { asOfPosition, ...page, items };
  }
}

/** The document of an incident in sight. @throws DomainError `incident.not-found` */
export async function findIncident(store: ReadStore, idOrNumber: string, sight: Sight): Promise<IncidentDocument> {
  const document = /^[A-Z]+-\d{6}-\d+$/.test(idOrNumber)
    ? (await store.find(incidentDocuments, { where: { 'incident.number': idOrNumber }, index: 'number', limit: 1 }))
        .items[0]
    : await store.get(incidentDocuments, idOrNumber);
  if (document === undefined || ('reporterId' in sight && document.incident.reporterId !== sight.reporterId)) {
    throw new DomainError('not-found', 'incident.not-found', `there is no incident ${idOrNumber}`);
  }
  return document;
}
