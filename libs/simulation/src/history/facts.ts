import type { IncidentRecorded, PendingReason } from '@evidesk/incidents';

type Recorded = IncidentRecorded['data'];

/** What happened to an incident, apart from how its process profile judged it. `at` in ms since the epoch. */
export type Fact = { readonly at: number } & (
  | { readonly kind: 'classified'; readonly type: string; readonly category?: string; readonly priority: Urgency }
  | { readonly kind: 'priority'; readonly priority: Urgency }
  | { readonly kind: 'assigned'; readonly group?: string; readonly engineer?: string }
  | { readonly kind: 'held'; readonly reason: PendingReason }
  | { readonly kind: 'resumed' }
  /** To a line of support; `form`: the line before filled in its form then. */
  | { readonly kind: 'escalated'; readonly line: number; readonly form: boolean }
  | { readonly kind: 'manager-told' }
  | { readonly kind: 'workaround' }
  | { readonly kind: 'solved' }
  | { readonly kind: 'resolved'; readonly resolvedAt: string }
  | { readonly kind: 'written'; readonly cause?: string }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'confirmed'; readonly satisfaction?: number }
  | { readonly kind: 'closed'; readonly closedAt: string; readonly outcome: string; readonly like: OutcomeKind }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'duplicate'; readonly of: string }
  | { readonly kind: 'no-duplicate' }
  | { readonly kind: 'followed-up'; readonly followedUpAt: string }
);
export type FactKind = Fact['kind'];

/** A priority, and how urgent it was where it comes from, from 0. */
export interface Urgency {
  readonly code: string;
  readonly rank?: number;
}

/** What an outcome counted as where it comes from (C9). */
export interface OutcomeKind {
  readonly successful: boolean;
  readonly counted: boolean;
}

/** The facts of one incident, in order. Nobody's name, and nothing that anybody wrote. */
export interface IncidentFacts {
  readonly incidentId: string;
  readonly recordedAt: number;
  readonly recorded: Pick<
    Recorded,
    'recordType' | 'type' | 'category' | 'source' | 'channel' | 'reportedAt' | 'discoveredAt'
  >;
  readonly priority: Urgency;
  readonly happened: readonly Fact[];
}
