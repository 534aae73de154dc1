import type { IncidentStatus } from '@evidesk/incidents';
import { deriveId, type Instant } from '@evidesk/kernel';
import type { AlertEvent } from '../contract/alert-events.js';
import { type Alert, alertName } from './alert.js';
import { changeText, recoveryText, refiringText } from './alert-text.js';
import { type AlertState, type KnownAlert, MOST_TOLD } from './alert.state.js';

/** The incident of an alert as it stands now, found through the duplicates that it was marked as. */
export interface Standing {
  readonly id: string;
  readonly status: IncidentStatus;
  /** It is resolved, waits for evidence of recovery, and monitoring may give it by the profile's matrix (C17). */
  readonly takesEvidence: boolean;
}

/** A command that has to be carried out before the alert's event is stored. */
export type Effect =
  | { readonly kind: 'record'; readonly incidentId: string; readonly recurrenceOf?: string }
  | { readonly kind: 'comment'; readonly incidentId: string; readonly text: string }
  | { readonly kind: 'confirm'; readonly incidentId: string; readonly evidence: string };

/** What became of an alert. `stale`: older than what is known; `unknown`: the recovery of what was never seen firing. */
export type AlertOutcome = 'opened' | 'fired-again' | 'changed' | 'recovered' | 'unchanged' | 'stale' | 'unknown';

export interface AlertPlan {
  readonly outcome: AlertOutcome;
  readonly effects: readonly Effect[];
  readonly events: readonly AlertEvent[];
}

/**
 * What follows from an alert, given what is known of it and where its incident stands. Firings are told apart by when
 * they began: one firing makes one incident at most, also when the desk closes that before the alert recovers.
 */
export function planAlert(alert: Alert, state: AlertState, standing: Standing | undefined, now: Instant): AlertPlan {
  if (alert.status === 'resolved') return planRecovery(alert, state, standing, now);
  if (state.status === 'unseen' || standing === undefined) return opened(alert, 1);
  if (isOld(alert, state)) return nothing('stale');
  const isNew = state.status === 'recovered' || alert.startsAt > state.startsAt;
  if (isOver(standing)) {
    if (!isNew) return nothing('unchanged');
    return opened(alert, state.incidents + 1, standing.status === 'closed' ? standing.id : undefined);
  }
  const { startsAt, digest } = alert;
  const { incidentId } = state;
  if (isNew) {
    return {
      outcome: 'fired-again',
      effects: [{ kind: 'comment', incidentId: standing.id, text: refiringText(alert) }],
      events: [{ type: 'alert.fired-again', data: { incidentId, startsAt, digest } }],
    };
  }
  if (state.told.includes(digest) || state.told.length >= MOST_TOLD) return nothing('unchanged');
  return {
    outcome: 'changed',
    effects: [{ kind: 'comment', incidentId: standing.id, text: changeText(alert) }],
    events: [{ type: 'alert.changed', data: { incidentId, digest } }],
  };
}

/** The id of an alert's n-th incident: two servers that decide at once decide for the same one. */
export const incidentIdOf = (fingerprint: string, ordinal: number): string =>
  deriveId('alertmanager-incident', fingerprint, ordinal);

/** The firing had recovered before; this delivery of it came late. */
const isOld = ({ startsAt }: Alert, state: KnownAlert): boolean =>
  state.status === 'recovered' ? startsAt <= state.startsAt : false;

const isOver = ({ status }: Standing): boolean => status === 'closed' || status === 'cancelled';

function opened(alert: Alert, ordinal: number, recurrenceOf?: string): AlertPlan {
  const { fingerprint, startsAt, digest } = alert;
  const incidentId = incidentIdOf(fingerprint, ordinal);
  const again = recurrenceOf === undefined ? {} : { recurrenceOf };
  return {
    outcome: 'opened',
    effects: [{ kind: 'record', incidentId, ...again }],
    events: [
      { type: 'alert.opened', data: { fingerprint, name: alertName(alert), incidentId, startsAt, digest, ...again } },
    ],
  };
}

function planRecovery(alert: Alert, state: AlertState, standing: Standing | undefined, now: Instant): AlertPlan {
  if (state.status === 'unseen' || standing === undefined) return nothing('unknown');
  if (state.status === 'recovered') return nothing('unchanged');
  // It ended before the firing that is known began: the news of it came late.
  if (alert.endsAt < state.startsAt) return nothing('stale');
  const endsAt = alert.endsAt < now ? alert.endsAt : now;
  const text = recoveryText(alert, endsAt);
  const evidence = isOver(standing) ? 'none' : standing.takesEvidence ? 'confirmation' : 'comment';
  const effects: readonly Effect[] = {
    none: [],
    confirmation: [{ kind: 'confirm' as const, incidentId: standing.id, evidence: text }],
    comment: [{ kind: 'comment' as const, incidentId: standing.id, text }],
  }[evidence];
  return {
    outcome: 'recovered',
    effects,
    events: [{ type: 'alert.recovered', data: { incidentId: state.incidentId, endsAt, evidence } }],
  };
}

const nothing = (outcome: AlertOutcome): AlertPlan => ({ outcome, effects: [], events: [] });
