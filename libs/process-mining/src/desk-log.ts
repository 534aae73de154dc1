import { changeEventSchemas } from '@evidesk/changes';
import { incidentEventSchemas } from '@evidesk/incidents';
import type { Actor, JsonObject, RecordedEvent } from '@evidesk/kernel';
import { attributesOf, valuesOf } from './attributes.js';
import type { Attributes, EventLog, LoggedEvent, ObjectState, Related, Scalar } from './event-log.js';

/** Fields that say who a person is. What is mined is the process, not its customers. */
const PERSONAL: ReadonlySet<string> = new Set(['reporter', 'reporterId', 'contact', 'title', 'supporter', 'changes']);

const SCHEMAS: Readonly<Record<string, unknown>> = { ...incidentEventSchemas, ...changeEventSchemas };

const EVENT_TYPES: Readonly<Record<string, Attributes>> = Object.fromEntries(
  Object.entries(SCHEMAS).map(([type, schema]) => [
    type,
    { ...attributesOf(schema, PERSONAL), recordedAt: 'time', role: 'string' } as const,
  ]),
);

const OBJECT_TYPES = {
  incident: {
    number: 'string',
    profile: 'string',
    recordType: 'string',
    source: 'string',
    channel: 'string',
    type: 'string',
    category: 'string',
    subcategory: 'string',
    priority: 'string',
    stage: 'string',
    tier: 'string',
    outcome: 'string',
  },
  change_request: { number: 'string', risk: 'string' },
  group: {},
  unit: {},
  configuration_item: {},
  resource: {},
} as const satisfies Readonly<Record<string, Attributes>>;

/** The whole history of the desk: incidents and change requests with those who worked on them. */
export const deskLog: EventLog = {
  streams: ['incident-', 'change-'],
  caseType: 'incident',
  eventTypes: EVENT_TYPES,
  objectTypes: OBJECT_TYPES,
  log(event): LoggedEvent | undefined {
    const attributes = EVENT_TYPES[event.type];
    if (attributes === undefined) return undefined;
    const { metadata, data } = event;
    return {
      id: metadata.eventId,
      type: event.type,
      time: metadata.occurredAt,
      attributes: {
        ...valuesOf(data, attributes),
        recordedAt: metadata.recordedAt,
        role: metadata.actor.roles.join(' '),
      },
      objects: objectsOf(event),
      states: statesOf(event),
    };
  },
};

const incidentOf = (id: string, qualifier: string): Related => ({ type: 'incident', id: `incident-${id}`, qualifier });

function objectsOf({ stream, data, metadata }: RecordedEvent): readonly Related[] {
  const objects: Related[] = [
    { type: stream.startsWith('incident-') ? 'incident' : 'change_request', id: stream, qualifier: 'subject' },
    resourceOf(metadata.actor),
  ];
  const { changeId, incidentId, affectedCi, reportingUnit, of, recurrenceOf } = data;
  if (typeof changeId === 'string')
    objects.push({ type: 'change_request', id: `change-${changeId}`, qualifier: 'change' });
  if (typeof incidentId === 'string') objects.push(incidentOf(incidentId, 'incident'));
  if (typeof of === 'string') objects.push(incidentOf(of, 'duplicate of'));
  if (typeof recurrenceOf === 'string') objects.push(incidentOf(recurrenceOf, 'recurrence of'));
  if (typeof affectedCi === 'string')
    objects.push({ type: 'configuration_item', id: `ci:${affectedCi}`, qualifier: 'affected' });
  if (typeof reportingUnit === 'string')
    objects.push({ type: 'unit', id: `unit:${reportingUnit}`, qualifier: 'reported by' });
  const group = text(data['to'], 'group');
  if (group !== undefined) objects.push({ type: 'group', id: `group:${group}`, qualifier: 'assigned to' });
  const engineer = text(data['to'], 'engineer');
  if (engineer !== undefined) objects.push({ type: 'resource', id: `resource:${engineer}`, qualifier: 'assigned to' });
  return objects;
}

/** Who did it; reporters are told apart from staff and no further. */
function resourceOf({ id, roles }: Actor): Related {
  const isStaff = roles.some((role) => role !== 'end_user');
  return { type: 'resource', id: isStaff ? `resource:${id}` : 'resource:end_user', qualifier: 'actor' };
}

/** What becomes of the subject's attributes; the others of its event have none. */
function statesOf({ stream, type, data }: RecordedEvent): readonly ObjectState[] {
  const isIncident = stream.startsWith('incident-');
  const known: Attributes = isIncident ? OBJECT_TYPES.incident : OBJECT_TYPES.change_request;
  const move = (data['move'] ?? {}) as JsonObject;
  const values: JsonObject = {
    ...(type === 'incident.priority-changed' ? { priority: data['to'] } : data),
    profile: text(data['profile'], 'name'),
    ...(typeof move['to'] === 'string' ? { stage: move['to'], tier: move['tier'] } : {}),
  };
  const attributes: Record<string, Scalar> = {};
  for (const name of Object.keys(known)) {
    const value = values[name];
    if (typeof value === 'string') attributes[name] = value;
  }
  const incidentId = data['incidentId'];
  const belongsTo =
    type === 'change.requested' && typeof incidentId === 'string' ? [incidentOf(incidentId, 'requested for')] : [];
  if (Object.keys(attributes).length === 0 && belongsTo.length === 0) return [];
  return [{ type: isIncident ? 'incident' : 'change_request', id: stream, attributes, belongsTo }];
}

function text(value: unknown, field: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Readonly<Record<string, unknown>>)[field];
  return typeof found === 'string' ? found : undefined;
}
