import type { IncidentDetails, LinkKind, PendingReason } from './incident.commands.js';

/** What every recorded incident has, whatever its status. */
export interface IncidentCore extends IncidentDetails {
  readonly number: string;
  readonly profile: { readonly name: string; readonly version: number };
  readonly stage: string;
  readonly tier: string;
  readonly priority: string;
  readonly confirmationPolicy: 'user' | 'evidence' | 'none';
  readonly reporterId?: string;
  readonly assignment: { readonly group?: string; readonly engineer?: string };
  readonly recordType: 'incident' | 'service_request';
  readonly reportedAt: string;
  readonly responded: boolean;
  /** Stretches in which the clocks stood still (C27). */
  readonly pauses: readonly { readonly from: string; readonly to: string }[];
  readonly major: boolean;
  /** The stage that last put a solution in place: a rejection goes back there. */
  readonly solvedAtStage?: string;
  readonly changeId?: string;
  readonly links: readonly { readonly kind: LinkKind; readonly target: string }[];
}

export interface Unrecorded {
  readonly status: 'unrecorded';
}
export interface NewIncident extends IncidentCore {
  readonly status: 'new';
}
export interface IncidentInProgress extends IncidentCore {
  readonly status: 'in_progress';
}
export interface PendingIncident extends IncidentCore {
  readonly status: 'pending';
  readonly pendingReason: PendingReason;
  /** Since when the clocks stand still, if they do. */
  readonly pausedSince?: string;
}
export interface ResolvedIncident extends IncidentCore {
  readonly status: 'resolved';
  readonly resolvedAt: string;
  readonly confirmation?: { readonly by: 'reporter' | 'desk'; readonly evidence?: string };
}
export interface ClosedIncident extends IncidentCore {
  readonly status: 'closed';
  readonly resolvedAt: string;
  readonly closedAt: string;
  readonly confirmation?: ResolvedIncident['confirmation'];
  readonly outcome: string;
}
export interface CancelledIncident extends IncidentCore {
  readonly status: 'cancelled';
  readonly duplicateOf?: string;
  /** What it goes back to when it turns out to be no duplicate. */
  readonly before: OpenIncident;
}

/** Work goes on, or could. */
export type OpenIncident = NewIncident | IncidentInProgress | PendingIncident;
export type RecordedIncident = OpenIncident | ResolvedIncident | ClosedIncident | CancelledIncident;
export type IncidentState = Unrecorded | RecordedIncident;
export type IncidentStatus = RecordedIncident['status'];
