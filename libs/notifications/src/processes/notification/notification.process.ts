import {
  type Collection,
  ERASED,
  type JsonObject,
  type ProcessManager,
  type ProcessOutput,
  type RecordedEvent,
} from '@evidesk/kernel';
import { happeningOf, quoted, TIMED } from '../../domain/occasions.js';

/** What is remembered of an incident, so that people can be told of it. */
export interface NotifiedIncident {
  readonly id: string;
  /** The last event that is in. */
  readonly revision: number;
  readonly number: string;
  readonly title: string;
  readonly profile: { readonly name: string; readonly version: number };
  readonly priority: string;
  readonly confirmation: string;
  readonly reporterId?: string;
  readonly group?: string;
  readonly engineer?: string;
  readonly waitsFor: readonly string[];
  /** What people did to it last came in late: it is history that is being taken over. */
  readonly historic: boolean;
}

const notifiedIncidents: Collection<NotifiedIncident> = { name: 'notified_incidents', indexes: [] };

const HOUR_MS = 3_600_000;
const TITLE_LENGTH = 120;

/**
 * What happens to an incident → whoever the strategy of its profile names is told (S2-13, S4-52). Which profile that is,
 * and who exists, is for the command's handler. History that comes in late tells nobody.
 */
export const notificationSaga: ProcessManager<NotifiedIncident> = {
  name: 'notification',
  streams: ['incident-'],
  memory: {
    collection: notifiedIncidents,
    key: (event) => event.stream.slice('incident-'.length),
    remember(incident, event, key) {
      if (event.type === 'incident.recorded') return incident ?? recorded(key, event);
      if (incident === undefined) return null;
      if (event.revision <= incident.revision) return incident;
      return { ...incident, ...changed(event), revision: event.revision };
    },
  },
  react(event, incident): readonly ProcessOutput[] {
    const happening = happeningOf(event);
    if (happening === undefined || incident === undefined) return [];
    const { occasion, params } = happening;
    if (cameLate(event) && (incident.historic || !TIMED.has(occasion)))
      return [{ kind: 'ignore', reason: 'history that is being taken over' }];
    const { historic: _historic, revision: _revision, ...facts } = incident;
    const { eventId, occurredAt, recordedAt, actor } = event.metadata;
    const data: JsonObject = {
      cause: eventId,
      occasion,
      params,
      happenedAt: occurredAt,
      recordedAt,
      actorId: actor.id,
      incident: facts,
    };
    return [{ kind: 'send', command: 'Notify', target: incident.id, data, key: occasion }];
  },
};

/** Recorded more than an hour after it occurred. */
const cameLate = ({ metadata }: RecordedEvent): boolean =>
  Date.parse(metadata.recordedAt) - Date.parse(metadata.occurredAt) > HOUR_MS;

interface Recorded {
  readonly number: string;
  readonly title?: string;
  readonly description: string;
  readonly profile: NotifiedIncident['profile'];
  readonly priority: string;
  readonly confirmation: string;
  readonly reporterId?: string;
  readonly waitsFor: readonly string[];
}

function recorded(id: string, event: RecordedEvent): NotifiedIncident {
  const { number, title, description, profile, priority, confirmation, reporterId, waitsFor } =
    event.data as unknown as Recorded;
  return {
    id,
    revision: event.revision,
    number,
    title: quoted(title ?? description.split('\n', 1)[0] ?? '', TITLE_LENGTH),
    profile,
    priority,
    confirmation,
    ...(reporterId === undefined ? {} : { reporterId }),
    waitsFor,
    historic: cameLate(event),
  };
}

interface Facts {
  readonly move?: { readonly waitsFor: readonly string[] };
  readonly waitsFor?: readonly string[];
  readonly owner?: string;
  readonly priority?: string;
  readonly to?: unknown;
  readonly changes?: readonly { readonly field: string; readonly to: unknown }[];
}

/** What an event changes of what is remembered. */
function changed(event: RecordedEvent): Partial<NotifiedIncident> {
  const { move, waitsFor, owner, priority, to, changes } = event.data as unknown as Facts;
  const now: { -readonly [K in keyof NotifiedIncident]?: NotifiedIncident[K] } = {};
  const occasion = happeningOf(event)?.occasion;
  if (occasion === undefined || !TIMED.has(occasion)) now.historic = cameLate(event);
  if (move !== undefined) now.waitsFor = move.waitsFor;
  switch (event.type) {
    case 'incident.assigned':
      return { ...now, group: undefined, engineer: undefined, ...(to as Pick<NotifiedIncident, 'group' | 'engineer'>) };
    case 'incident.escalated':
      return owner === undefined || move === undefined ? now : { ...now, engineer: owner };
    case 'incident.classified':
      return priority === undefined ? now : { ...now, priority };
    case 'incident.priority-changed':
      return { ...now, priority: String(to) };
    case 'incident.details-corrected': {
      const title = changes?.findLast(({ field }) => field === 'title')?.to;
      return typeof title === 'string' && title.trim() !== '' ? { ...now, title: quoted(title, TITLE_LENGTH) } : now;
    }
    case 'incident.reporter-erased':
      return { ...now, title: ERASED, reporterId: undefined };
    case 'incident.confirmation-handed-over':
      return waitsFor === undefined ? now : { ...now, waitsFor };
    default:
      return now;
  }
}
