import type { Instant } from '@evidesk/kernel';
import { DETAIL_FIELDS, type IncidentDetailsCorrected, type IncidentRecorded } from '../contract/recording-events.js';
import type { IncidentEvent } from '../contract/incident-events.js';
import type { IncidentDetails } from './incident.commands.js';
import { awaitedAnswer, withoutHandOver, withoutReminder } from './awaited-answer.js';
import { withoutReporter } from './without-reporter.js';
import { clocksOf, evolveClocks } from './clocks/evolve-clocks.js';
import type { AwaitedAnswer, IncidentCore, IncidentState, NewIncident, RecordedIncident } from './incident.state.js';

/** Raised whenever the state or `evolve` changes. */
export const INCIDENT_SNAPSHOT_VERSION = 7;

export const initialIncident: IncidentState = { status: 'unrecorded' };

/** The incident after an event. Ignores events that it does not know, or that can't have happened. */
export function evolveIncident(state: IncidentState, event: IncidentEvent, occurredAt: Instant): IncidentState {
  if (state.status === 'unrecorded') return event.type === 'incident.recorded' ? recorded(event, occurredAt) : state;
  const next = moved(state, event, occurredAt);
  if (next.status === 'unrecorded') return next;
  const keeping = evolveClocks(next, event, occurredAt);
  return keeping === next ? next : { ...next, ...keeping };
}

/** Where the incident stands after an event; its clocks apart. */
function moved(state: RecordedIncident, event: IncidentEvent, occurredAt: Instant): IncidentState {
  switch (event.type) {
    case 'incident.recorded':
    case 'incident.commented':
    case 'incident.support-recorded':
    case 'incident.workaround-applied':
    case 'incident.followed-up':
      return state;
    case 'incident.reporter-erased':
      return withoutReporter(state);
    case 'incident.attachment-added':
      return { ...state, attachments: (state.attachments ?? 0) + 1 };
    case 'incident.details-corrected':
      return { ...state, ...corrections(event) };
    case 'incident.linked':
      return { ...state, links: [...state.links, { kind: event.data.kind, target: event.data.target }] };
    case 'incident.unlinked':
      return {
        ...state,
        links: state.links.filter(({ kind, target }) => kind !== event.data.kind || target !== event.data.target),
      };
    case 'incident.repeated':
      return { ...state, repeatedBy: [...(state.repeatedBy ?? []), event.data.by] };
    case 'incident.repeat-withdrawn':
      return { ...state, repeatedBy: state.repeatedBy?.filter((by) => by !== event.data.by) };
    case 'incident.declared-major':
      return { ...state, major: true };
    case 'incident.classified': {
      const { type, category, subcategory, impact, urgency, priority, move } = event.data;
      return inProgress(state, { type, category, subcategory, impact, urgency, priority, ...at(move) });
    }
    case 'incident.responded':
      return { ...state, responded: true };
    case 'incident.priority-changed':
      return { ...state, priority: event.data.to };
    case 'incident.assigned':
      return { ...state, assignment: event.data.to, assignedBy: event.data.basis === undefined ? 'hand' : 'rules' };
    case 'incident.solution-implemented':
      return inProgress(state, { ...at(event.data.move), solvedAtStage: event.data.move.from });
    case 'incident.escalated':
      return event.data.move === undefined
        ? state
        : inProgress(state, { ...at(event.data.move), ...handedTo(state, event.data.owner) });
    case 'incident.change-needed':
      return inProgress(state, at(event.data.move));
    case 'incident.change-applied-for': {
      const { move, changeId, pausesClocks } = event.data;
      const pausedSince = pausesClocks ? occurredAt : undefined;
      return { ...core(state), ...at(move), changeId, status: 'pending', pendingReason: 'change', pausedSince };
    }
    case 'incident.change-implemented':
      return inProgress(state, { ...at(event.data.move), solvedAtStage: event.data.move.from });
    case 'incident.change-failed':
      return inProgress(state, { ...at(event.data.move), changeId: undefined });
    case 'incident.put-on-hold': {
      const pausedSince = event.data.pausesClocks ? occurredAt : undefined;
      return { ...core(state), status: 'pending', pendingReason: event.data.reason, pausedSince };
    }
    case 'incident.resumed':
      return inProgress(state, {});
    case 'incident.resolved':
      return {
        ...core(state),
        ...at(event.data.move),
        status: 'resolved',
        resolvedAt: event.data.resolvedAt,
        awaiting: event.data.awaited && awaitedAnswer(event.data.awaited),
      };
    case 'incident.solution-recorded':
    case 'incident.reviewed':
    case 'incident.assessed':
      return event.data.awaited === undefined || state.status !== 'resolved'
        ? { ...state, ...at(event.data.move) }
        : { ...state, ...at(event.data.move), awaiting: awaitedAnswer(event.data.awaited) };
    case 'incident.confirmation-reminded':
      return told(state, (awaiting) => withoutReminder(awaiting, event.data.count));
    case 'incident.confirmation-handed-over':
      return told(state, withoutHandOver);
    case 'incident.resolution-confirmed':
      return state.status === 'resolved'
        ? { ...state, awaiting: undefined, confirmation: { by: event.data.by, evidence: event.data.evidence } }
        : state;
    case 'incident.resolution-rejected':
      return inProgress(state, at(event.data.move));
    case 'incident.closed':
      return {
        ...core(state),
        status: 'closed',
        resolvedAt: state.status === 'resolved' ? state.resolvedAt : event.data.closedAt,
        closedAt: event.data.closedAt,
        outcome: event.data.outcome,
        confirmation: state.status === 'resolved' ? state.confirmation : undefined,
      };
    case 'incident.cancelled':
      return isOpen(state) ? { ...core(state), status: 'cancelled', before: state } : state;
    case 'incident.marked-duplicate':
      return isOpen(state) ? { ...core(state), status: 'cancelled', before: state, duplicateOf: event.data.of } : state;
    case 'incident.unmarked-duplicate':
      return state.status === 'cancelled' ? { ...state.before, ...core(state) } : state;
    default:
      return state;
  }
}

/** Whether work goes on, or could. */
export function isOpen(
  state: IncidentState,
): state is Extract<IncidentState, { status: 'new' | 'in_progress' | 'pending' }> {
  return state.status === 'new' || state.status === 'in_progress' || state.status === 'pending';
}

function recorded({ data }: IncidentRecorded, occurredAt: Instant): NewIncident {
  const { confirmation, recurrenceOf } = data;
  return {
    status: 'new',
    number: data.number,
    profile: data.profile,
    stage: data.stage,
    tier: data.tier,
    priority: data.priority,
    confirmationPolicy: confirmation,
    reporterId: data.reporterId,
    assignment: {},
    recordType: data.recordType,
    service: data.service,
    reportedAt: data.reportedAt,
    enteredAt: occurredAt,
    extra: data.extra,
    responded: false,
    clocks: clocksOf(data),
    pausedMs: {},
    major: false,
    links: recurrenceOf === undefined ? [] : [{ kind: 'recurrence', target: recurrenceOf }],
    ...detailsOf(data),
  };
}

/** The details of a record alone. By name, since leaving the others out costs many times as much. */
export function detailsOf(data: IncidentDetails): IncidentDetails {
  const details: Record<string, unknown> = {};
  for (const field of DETAIL_FIELDS) {
    const value = data[field];
    if (value !== undefined) details[field] = value;
  }
  return details as unknown as IncidentDetails;
}

/** The corrected fields with their new values; only details of the record can be corrected. */
function corrections({ data }: IncidentDetailsCorrected): Partial<IncidentCore> {
  const known: ReadonlySet<string> = new Set(DETAIL_FIELDS);
  return Object.fromEntries(
    data.changes.filter(({ field }) => known.has(field)).map(({ field, to }) => [field, to ?? undefined]),
  );
}

/** Responsible after a hand-over: the engineer named, where one was (S1-52). Else the next tier's is still to be chosen. */
const handedTo = ({ assignment }: RecordedIncident, owner: string | undefined): Partial<IncidentCore> =>
  owner === undefined
    ? { assignment, assignedBy: undefined }
    : { assignment: { ...assignment, engineer: owner }, assignedBy: 'hand' };

const at = (move: { readonly to: string; readonly tier: string }) => ({ stage: move.to, tier: move.tier });

function inProgress(state: RecordedIncident, changes: Partial<IncidentCore>): IncidentState {
  return { ...core(state), ...changes, status: 'in_progress' };
}

/** The incident when something of what awaits the reporter's answer was told. */
function told(state: RecordedIncident, change: (awaiting: AwaitedAnswer) => AwaitedAnswer): IncidentState {
  if (state.status !== 'resolved' || state.awaiting === undefined) return state;
  return { ...state, awaiting: change(state.awaiting) };
}

/** The incident without what only its present status has. */
function core(state: RecordedIncident): IncidentCore {
  const {
    status: _status,
    pendingReason: _pendingReason,
    pausedSince: _pausedSince,
    resolvedAt: _resolvedAt,
    confirmation: _confirmation,
    awaiting: _awaiting,
    closedAt: _closedAt,
    outcome: _outcome,
    before: _before,
    duplicateOf: _duplicateOf,
    ...rest
  } = state as RecordedIncident & Partial<Record<StatusField, unknown>>;
  return rest;
}

type StatusField =
  | 'pendingReason'
  | 'pausedSince'
  | 'resolvedAt'
  | 'confirmation'
  | 'awaiting'
  | 'closedAt'
  | 'outcome'
  | 'before'
  | 'duplicateOf';
