import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { type AuditEntry, findIncident, GetHistory, pastHistory, type Sight } from '@evidesk/incidents';
import type { Position } from '@evidesk/kernel';
import { BadQuery, READ_STORE, type ReadStore } from '@evidesk/read-store';
import { type AsOf, TIME_MACHINE, type TimeMachine } from '@evidesk/time-travel';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Language } from '../../domain/values.js';
import type { AuditedEvent } from '../trail/audited-event.js';
import { Narrator } from '../wording/narrator.js';

/** A line of an incident's history, with what it says in words. */
export type HistoryLine = AuditEntry & { readonly sentence: string };

/** A page of an incident's history. */
export interface HistoryPage {
  readonly items: readonly HistoryLine[];
  readonly next?: string;
  /** Where the newest line stands that was there. */
  readonly asOfPosition: Position;
}

/** Which incident's history, for whom, in which words and order, and of when. */
export interface HistoryRequest {
  readonly incident: string;
  readonly sight: Sight;
  readonly language: Language;
  readonly order?: 'ascending' | 'descending';
  readonly asOf?: AsOf;
}

const PAGE = 500;
const DEFAULT_LIMIT = 50;

/** The history of one incident in words. */
@Injectable()
export class IncidentHistory {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(TIME_MACHINE) private readonly machine: TimeMachine,
    private readonly narrator: Narrator,
  ) {}

  /** @throws DomainError `incident.not-found` when there is none in sight, `as-of.too-early`, `as-of.too-late` */
  async page(
    request: HistoryRequest,
    page: { readonly limit?: number; readonly cursor?: string },
  ): Promise<HistoryPage> {
    const { incident, sight, order, asOf, language } = request;
    const found =
      asOf === undefined
        ? await this.queries.execute(new GetHistory(incident, sight, { ...page, order }))
        : slice(await this.past(incident, sight, asOf), order, page);
    const items: HistoryLine[] = [];
    for (const entry of found.items) items.push({ ...entry, sentence: await this.sentence(entry, language) });
    return { ...found, items };
  }

  /** All of it, one line after the other. @throws DomainError as `page`, with the first line */
  async *all(request: HistoryRequest): AsyncGenerator<AuditedEvent> {
    const { incident, sight, order, asOf, language } = request;
    if (asOf !== undefined) {
      for (const entry of inOrder(await this.past(incident, sight, asOf), order))
        yield audited(entry, await this.sentence(entry, language));
      return;
    }
    let cursor: string | undefined;
    do {
      const page = { limit: PAGE, ...(order && { order }), ...(cursor && { cursor }) };
      const found = await this.queries.execute(new GetHistory(incident, sight, page));
      for (const entry of found.items) yield audited(entry, await this.sentence(entry, language));
      cursor = found.next;
    } while (cursor !== undefined);
  }

  /** The lines that were there, or that tell of what had occurred. */
  private async past(incident: string, sight: Sight, asOf: AsOf): Promise<readonly AuditEntry[]> {
    const { id } = await findIncident(this.store, incident, sight);
    await this.machine.assertReachable(asOf);
    const lines: AuditEntry[] = [];
    for await (const line of pastHistory(this.events, id, asOf)) lines.push(line);
    return lines;
  }

  private sentence({ incidentId, type, data, actor }: AuditEntry, language: Language): Promise<string> {
    return this.narrator.say({ kind: 'incident', id: incidentId }, { type, data, actor }, language);
  }
}

/** A page of lines that are all there; a cursor is how many went before. */
function slice(
  lines: readonly AuditEntry[],
  order: HistoryRequest['order'],
  { limit = DEFAULT_LIMIT, cursor = '0' }: { readonly limit?: number; readonly cursor?: string },
) {
  const from = Number(cursor);
  if (!/^\d{1,9}$/.test(cursor)) throw new BadQuery('that is no cursor of this list');
  const items = inOrder(lines, order).slice(from, from + limit);
  const isMore = from + limit < lines.length;
  return { items, asOfPosition: lines.at(-1)?.position ?? '', ...(isMore && { next: String(from + limit) }) };
}

const inOrder = (lines: readonly AuditEntry[], order: HistoryRequest['order']): readonly AuditEntry[] =>
  order === 'descending' ? [...lines].reverse() : lines;

function audited({ id: _id, incidentId, ...entry }: AuditEntry, sentence: string): AuditedEvent {
  return { ...entry, subject: { kind: 'incident', id: incidentId }, sentence };
}
