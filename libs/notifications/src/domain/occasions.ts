import type { RecordedEvent } from '@evidesk/kernel';
import type { Occasion } from '@evidesk/profiles';
import type { Params } from '../contract/notification-events.js';

/** An occasion, with what is to be said of it. */
export interface Happening {
  readonly occasion: Occasion;
  readonly params: Params;
}

/** The longest that a reason is quoted, in characters. */
const QUOTED = 300;

/** What can be said of each occasion beside the incident's number, title and priority. */
export const PARAMS_OF: Readonly<Record<Occasion, readonly string[]>> = {
  recorded: [],
  classified: ['tier'],
  assigned: ['group', 'engineer', 'reason'],
  escalated: ['tier', 'reason'],
  escalated_to_management: ['reason'],
  priority_changed: ['from', 'to', 'reason'],
  sla_warned: ['clock', 'percent', 'dueAt'],
  sla_breached: ['clock', 'dueAt', 'tier'],
  declared_major: ['reason'],
  put_on_hold: ['note'],
  resolved: ['resolvedAt'],
  confirmation_reminded: ['count'],
  confirmation_handed_over: [],
  closed: ['outcome'],
  rejected: ['reason'],
  change_failed: ['reason'],
  coordination_raised: ['note'],
  commented: [],
};

/** Which occasion an event of an incident is, if any. By wire name: some of these are newer than others. */
export function happeningOf({ type, data }: RecordedEvent): Happening | undefined {
  const occasion = occasionOf(type, data);
  if (occasion === undefined) return undefined;
  const said: Readonly<Record<string, unknown>> = { ...object(data['move']), ...object(data['to']), ...data };
  const params: Record<string, string> = {};
  for (const name of PARAMS_OF[occasion]) {
    const value = said[name];
    if (typeof value === 'number') params[name] = String(value);
    if (typeof value === 'string' && value.trim() !== '') params[name] = quoted(value);
  }
  return { occasion, params };
}

function occasionOf(type: string, data: RecordedEvent['data']): Occasion | undefined {
  if (type === 'incident.escalated') return data['kind'] === 'hierarchical' ? 'escalated_to_management' : 'escalated';
  if (type === 'incident.put-on-hold') return data['reason'] === 'user' ? 'put_on_hold' : undefined;
  if (type === 'incident.linked') return data['kind'] === 'coordination_form' ? 'coordination_raised' : undefined;
  return OCCASION_OF.get(type);
}

const OCCASION_OF: ReadonlyMap<string, Occasion> = new Map([
  ['incident.recorded', 'recorded'],
  ['incident.classified', 'classified'],
  ['incident.assigned', 'assigned'],
  ['incident.priority-changed', 'priority_changed'],
  ['incident.sla-warned', 'sla_warned'],
  ['incident.sla-breached', 'sla_breached'],
  ['incident.declared-major', 'declared_major'],
  ['incident.resolved', 'resolved'],
  ['incident.confirmation-reminded', 'confirmation_reminded'],
  ['incident.confirmation-handed-over', 'confirmation_handed_over'],
  ['incident.closed', 'closed'],
  ['incident.resolution-rejected', 'rejected'],
  ['incident.change-failed', 'change_failed'],
  ['incident.commented', 'commented'],
]);

/** Occasions that come by the time alone, not by what somebody does. */
export const TIMED: ReadonlySet<Occasion> = new Set<Occasion>([
  'sla_warned',
  'sla_breached',
  'confirmation_reminded',
  'confirmation_handed_over',
]);

const object = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

/** One line of at most so many characters. */
export function quoted(value: string, most = QUOTED): string {
  const line = value.replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}
