import type { Instant } from '@evidesk/kernel';
import type { AlertEvent } from '../contract/alert-events.js';

/** How many different texts of one alert are told on one incident. */
export const MOST_TOLD = 20;

export interface UnseenAlert {
  readonly status: 'unseen';
}
/** An alert that has had an incident. */
export interface KnownAlert {
  readonly status: 'firing' | 'recovered';
  /** How many incidents there have been for it. */
  readonly incidents: number;
  /** The last of them. */
  readonly incidentId: string;
  /** When the last firing that is known began. */
  readonly startsAt: Instant;
  /** Digests of what was told on the incident, at most `MOST_TOLD`. */
  readonly told: readonly string[];
}
export type AlertState = UnseenAlert | KnownAlert;

export const initialAlert: AlertState = { status: 'unseen' };

/** Raised whenever the state or `evolve` changes. */
export const ALERT_SNAPSHOT_VERSION = 1;

/** The alert after an event. Ignores events that it does not know, or that can't have happened. */
export function evolveAlert(state: AlertState, event: AlertEvent): AlertState {
  if (event.type === 'alert.opened') {
    const { incidentId, startsAt, digest } = event.data;
    const incidents = state.status === 'unseen' ? 1 : state.incidents + 1;
    return { status: 'firing', incidents, incidentId, startsAt, told: [digest] };
  }
  if (state.status === 'unseen') return state;
  switch (event.type) {
    case 'alert.fired-again':
      return { ...state, status: 'firing', startsAt: event.data.startsAt, told: withTold(state, event.data.digest) };
    case 'alert.changed':
      return { ...state, told: withTold(state, event.data.digest) };
    case 'alert.recovered':
      return { ...state, status: 'recovered' };
    default:
      return state;
  }
}

const withTold = ({ told }: KnownAlert, digest: string): readonly string[] =>
  told.includes(digest) || told.length >= MOST_TOLD ? told : [...told, digest];
