import { type AuditEntry, GetHistory, type Sight } from '@evidesk/incidents';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Language } from '../../domain/values.js';
import type { AuditedEvent } from '../trail/audited-event.js';
import { Narrator } from '../wording/narrator.js';

/** A line of an incident's history, with what it says in words. */
export type HistoryLine = AuditEntry & { readonly sentence: string };

const PAGE = 500;

/** Which part of an incident's history. */
export interface HistoryPage {
  readonly order?: 'ascending' | 'descending';
  readonly limit?: number;
  readonly cursor?: string;
}

/** The history of one incident in words. */
@Injectable()
export class IncidentHistory {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    private readonly narrator: Narrator,
  ) {}

  /** @throws DomainError `incident.not-found` when there is none in sight */
  async page(incident: string, sight: Sight, language: Language, page: HistoryPage) {
    const found = await this.queries.execute(new GetHistory(incident, sight, page));
    const items: HistoryLine[] = [];
    for (const entry of found.items) items.push({ ...entry, sentence: await this.sentence(entry, language) });
    return { ...found, items };
  }

  /** All of it, one line after the other. @throws DomainError `incident.not-found` with the first line */
  async *all(
    incident: string,
    sight: Sight,
    language: Language,
    order?: HistoryPage['order'],
  ): AsyncGenerator<AuditedEvent> {
    let cursor: string | undefined;
    do {
      const page = { limit: PAGE, ...(order && { order }), ...(cursor && { cursor }) };
      const found = await this.queries.execute(new GetHistory(incident, sight, page));
      for (const entry of found.items) yield audited(entry, await this.sentence(entry, language));
      cursor = found.next;
    } while (cursor !== undefined);
  }

  private sentence({ incidentId, type, data, actor }: AuditEntry, language: Language): Promise<string> {
    return this.narrator.say({ kind: 'incident', id: incidentId }, { type, data, actor }, language);
  }
}

function audited({ id: _id, incidentId, ...entry }: AuditEntry, sentence: string): AuditedEvent {
  return { ...entry, subject: { kind: 'incident', id: incidentId }, sentence };
}
