import type { Position } from '@evidesk/kernel';
import { READ_STORE, type Page, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { findIncident, type Sight } from '../incident-details/get-incident.query.js';
import { incidentDetailsProjection } from '../incident-details/incident-details.projection.js';
import { auditEntries, type AuditEntry } from './audit-entry.js';

/** The history of one incident. @throws DomainError `incident.not-found` when there is none in sight */
export class GetHistory extends Query<Page<AuditEntry> & { readonly asOfPosition: Position }> {
  constructor(
    readonly idOrNumber: string,
    readonly sight: Sight,
    readonly page: { readonly order?: 'ascending' | 'descending'; readonly limit?: number; readonly cursor?: string },
  ) {
    super();
  }
}

@QueryHandler(GetHistory)
export class GetHistoryHandler implements IQueryHandler<GetHistory> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({
    idOrNumber,
    sight,
    page,
  }: GetHistory): Promise<Page<AuditEntry> & { readonly asOfPosition: Position }> {
    const { position: asOfPosition } = await this.store.checkpoint(incidentDetailsProjection.name);
    const { id } = await findIncident(this.store, idOrNumber, sight);
    const found = await this.store.find(auditEntries, { where: { incidentId: id }, index: 'incident', ...page });
    return { asOfPosition, ...found };
  }
}
