import { DomainError } from '@evidesk/kernel';
import { type Condition, type Page, READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { findIncident, type Sight } from '../incident-details/get-incident.query.js';
import { incidentDocuments } from '../incident-details/incident-details.projection.js';
import { type AttachmentEntry, attachments } from './attachments.projection.js';

/** In how many of his own incidents, the newest first, an end user's files are looked for. */
const OWN_INCIDENTS = 1_000;
const SHA256 = /^[0-9a-f]{64}$/;

/** The files of one incident, in the order in which they came. @throws DomainError `incident.not-found` when there is none in sight */
export class ListAttachments extends Query<Page<AttachmentEntry>> {
  constructor(
    readonly idOrNumber: string,
    readonly sight: Sight,
    readonly page: { readonly limit?: number; readonly cursor?: string },
  ) {
    super();
  }
}

@QueryHandler(ListAttachments)
export class ListAttachmentsHandler implements IQueryHandler<ListAttachments> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ idOrNumber, sight, page }: ListAttachments): Promise<Page<AttachmentEntry>> {
    const { id } = await findIncident(this.store, idOrNumber, sight);
    return this.store.find(attachments, { where: { incidentId: id }, index: 'incident', ...page });
  }
}

/** A file by its hash, as some incident in sight has it. @throws DomainError `attachment.not-found` when none has */
export class FindAttachment extends Query<AttachmentEntry> {
  constructor(
    readonly sha256: string,
    readonly sight: Sight,
  ) {
    super();
  }
}

@QueryHandler(FindAttachment)
export class FindAttachmentHandler implements IQueryHandler<FindAttachment> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ sha256, sight }: FindAttachment): Promise<AttachmentEntry> {
    const found = SHA256.test(sha256) ? await this.inSight(sha256, sight) : undefined;
    if (found === undefined) throw new DomainError('not-found', 'attachment.not-found', `there is no file ${sha256}`);
    return found;
  }

  private async inSight(sha256: string, sight: Sight): Promise<AttachmentEntry | undefined> {
    const own = 'reporterId' in sight ? await this.incidentsOf(sight.reporterId) : undefined;
    if (own?.length === 0) return undefined;
    const where: Record<string, Condition> = own === undefined ? { sha256 } : { sha256, incidentId: { in: own } };
    return (await this.store.find(attachments, { where, index: 'content', limit: 1 })).items[0];
  }

  private async incidentsOf(reporterId: string): Promise<readonly string[]> {
    const where = { 'incident.reporterId': reporterId };
    const order = 'descending' as const;
    const page = await this.store.find(incidentDocuments, { where, index: 'reporter', order, limit: OWN_INCIDENTS });
    return page.items.map(({ id }) => id);
  }
}
