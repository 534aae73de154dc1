import type { EventStore } from '@evidesk/event-store';
import type { Position, RecordedEvent } from '@evidesk/kernel';
import { type AsOf, standing, tooEarly } from '@evidesk/time-travel';
import { type AuditEntry, auditEntry } from '../audit-history/audit-entry.js';
import { type IncidentDocument, incidentDetailsProjection } from '../incident-details/incident-details.projection.js';

/** An incident before and after one of its events. */
interface Moment {
  readonly event: RecordedEvent;
  readonly before: IncidentDocument | undefined;
  readonly document: IncidentDocument;
}

/** An incident as it was. */
export interface PastIncident {
  readonly document: IncidentDocument;
  /** Where the last of its events stands that is taken in. */
  readonly position: Position;
}

/** Every moment of an incident up to a point in time, by the projection that keeps it now. */
async function* momentsOf(events: Pick<EventStore, 'readStream'>, id: string, asOf: AsOf): AsyncGenerator<Moment> {
  let before: IncidentDocument | undefined;
  let first: RecordedEvent | undefined;
  for await (const event of events.readStream(`incident-${id}`)) {
    first ??= event;
    const stands = standing(asOf, event);
    if (stands === 'behind') break;
    if (stands === 'left-out') continue;
    const document = incidentDetailsProjection.project(before, event, id);
    if (document === null) continue;
    yield { event, before, document };
    before = document;
  }
  if (before === undefined) throw tooEarly(asOf, first);
}

/** @throws DomainError `as-of.too-early` when it was not there yet; StreamNotFound */
export async function pastIncident(
  events: Pick<EventStore, 'readStream'>,
  id: string,
  asOf: AsOf,
): Promise<PastIncident> {
  let last: Moment | undefined;
  for await (const moment of momentsOf(events, id, asOf)) last = moment;
  if (last === undefined) throw tooEarly(asOf, undefined);
  return { document: last.document, position: last.event.position };
}

/** The history of an incident as it was, first line first. @throws DomainError `as-of.too-early`; StreamNotFound */
export async function* pastHistory(
  events: Pick<EventStore, 'readStream'>,
  id: string,
  asOf: AsOf,
): AsyncGenerator<AuditEntry> {
  for await (const { before, event, document } of momentsOf(events, id, asOf))
    yield auditEntry(before, event, document);
}
