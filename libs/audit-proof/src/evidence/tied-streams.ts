import { type EventStore, StreamNotFound } from '@evidesk/event-store';
import { DomainError, type JsonObject, type RecordedEvent } from '@evidesk/kernel';

/** The most events in one bundle. */
const MOST_EVENTS = 50_000;
/** A field that names something with a stream of its own: `changeId` names `change-<id>`. */
const REFERENCE = /^([a-z]+)Id$/;

/**
 * The events of an incident and of what is tied to it (its change requests, its problem), in global order: streams that
 * its events name, and that answer to one of its correlations or name it in turn. Other incidents are not among them.
 * @throws DomainError when there is no such incident, or it has too many events; StoreUnavailable
 */
export async function eventsOfIncident(store: EventStore, id: string): Promise<readonly RecordedEvent[]> {
  const own = await streamEvents(store, `incident-${id}`);
  if (own.length === 0) throw new DomainError('not-found', 'incident.not-found', `there is no incident ${id}`);
  const correlations = new Set(own.map(({ metadata }) => metadata.correlationId));
  const all = [...own];
  for (const stream of namedStreams(own)) {
    const events = await streamEvents(store, stream);
    if (events.some((event) => correlations.has(event.metadata.correlationId) || names(event.data, id)))
      all.push(...events);
    if (all.length > MOST_EVENTS)
      throw new DomainError('conflict', 'evidence.too-large', `there are more than ${MOST_EVENTS} events to hand out`);
  }
  return all.sort((a, b) => (a.position < b.position ? -1 : 1));
}

function namedStreams(events: readonly RecordedEvent[]): ReadonlySet<string> {
  const streams = new Set<string>();
  for (const { data } of events) {
    for (const [field, value] of Object.entries(data)) {
      const context = REFERENCE.exec(field)?.[1];
      if (context !== undefined && context !== 'incident' && typeof value === 'string' && value !== '')
        streams.add(`${context}-${value}`);
    }
  }
  return streams;
}

const names = (data: JsonObject, incident: string): boolean => data['incidentId'] === incident;

async function streamEvents(store: EventStore, stream: string): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  try {
    for await (const event of store.readStream(stream, { limit: MOST_EVENTS + 1 })) events.push(event);
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
  }
  return events;
}
