import type { ClockKeeping } from './clocks/clock.state.js';
import type { Extra, IncidentDetails, LinkKind, PendingReason } from './incident.commands.js';

/** What every recorded incident has, whatever its status. */
export interface IncidentCore extends IncidentDetails, ClockKeeping {
  readonly number: string;
  readonly profile: { readonly name: string; readonly version: number };
  readonly stage: string;
  readonly tier: string;
  readonly priority: string;
  readonly confirmationPolicy: 'user' | 'evidence' | 'none';
  readonly reporterId?: string;
  readonly assignment: { readonly group?: string; readonly engineer?: string };
  /** Who chose: a person of the present tier, or the profile's rules (S4-46). */
  readonly assignedBy?: 'hand' | 'rules';
  readonly recordType: 'incident' | 'service_request';
  /** The service of the catalogue that was chosen (S2-17). */
  readonly service?: string;
  readonly reportedAt: string;
  /** When it was recorded, as it was told (C22). */
  readonly enteredAt: string;
  /** Fields that the profile added to the form of recording (S2-12). */
  readonly extra?: Extra;
  readonly responded: boolean;
  readonly major: boolean;
  /** The stage that last put a solution in place: a rejection goes back there. */
  readonly solvedAtStage?: string;
  readonly changeId?: string;
  readonly links: readonly { readonly kind: LinkKind; readonly target: string }[];
  /** Its reporter is erased: what was personal of him reads as a mark. */
  readonly erased?: true;
  /** How many files are attached. */
  readonly attachments?: number;
  /** The incidents that repeat this one, by id (S1-77). */
  readonly repeatedBy?: readonly string[];
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
  /** What is still to come while the reporter does not answer (C17, S1-41). */
  readonly awaiting?: AwaitedAnswer;
}
export interface AwaitedAnswer {
  readonly reminders: readonly { readonly count: number; readonly dueAt: string }[];
  readonly handOverAt?: string;
  readonly confirmAt?: string;
  /** ISO 8601: how long the reporter has had by `confirmAt`. */
  readonly confirmAfter?: string;
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
