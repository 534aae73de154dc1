import type { Command } from '@evidesk/kernel';
import type { AttachmentAdded } from '../contract/attachment-events.js';
import type { LINK_KINDS } from '../contract/recording-events.js';
import type { ClockName } from '../contract/clock-events.js';
import type { PENDING_REASONS } from '../contract/flow-events.js';

/** Fields that a profile added to a form. */
export type Extra = Readonly<Record<string, string | number | boolean>>;
export type LinkKind = (typeof LINK_KINDS)[number];
export type PendingReason = (typeof PENDING_REASONS)[number];

/** The details of a record that can be put right later. */
export interface IncidentDetails {
  readonly title?: string;
  readonly description: string;
  readonly type: string;
  readonly discoveredAt: string;
  readonly reporter: string;
  readonly contact: string;
  readonly reportingUnit?: string;
  readonly customer?: string;
  readonly contract?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly impact?: string;
  readonly urgency?: string;
  readonly impactScope?: string;
  readonly affectedCi?: string;
  readonly symptom?: string;
  readonly handlingTeam?: string;
  readonly dataUploadAffected?: boolean;
}

export interface RecordIncidentData extends Omit<IncidentDetails, 'type'> {
  /** Required, unless the service gives it. */
  readonly type?: string;
  readonly number: string;
  /** A service of the catalogue: what it says is filled in where nothing is said here (S2-17). */
  readonly service?: string;
  readonly recordType?: 'incident' | 'service_request';
  /** Required, unless the profile derives it from impact and urgency. */
  readonly priority?: string;
  readonly source: string;
  readonly channel: string;
  readonly reportedAt?: string;
  readonly reporterId?: string;
  readonly recurrenceOf?: string;
  readonly externalRef?: { readonly system: string; readonly id: string };
  readonly extra?: Extra;
}

export interface ClassifyIncidentData {
  readonly type?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly impact?: string;
  readonly urgency?: string;
  readonly priority?: string;
  /** Mandatory where the priority is not the one that the profile's matrix gives (C6). */
  readonly reason?: string;
}

export interface RecordSupportData {
  /** The tier whose form this is; must be the tier that has the incident. */
  readonly tier: string;
  readonly supporter: string;
  readonly diagnosis: string;
  readonly measures?: string;
  readonly solution?: string;
  readonly resolved: boolean;
  readonly escalationReason?: string;
  /** The stage to escalate to, where the graph offers more than one. */
  readonly escalateTo?: string;
  /** The engineer who is to take over (S1-52). */
  readonly owner?: string;
  readonly changeNeeded?: boolean;
  readonly extra?: Extra;
}

interface Commands {
  RecordIncident: RecordIncidentData;
  ClassifyIncident: ClassifyIncidentData;
  ChangePriority: { readonly priority: string; readonly reason: string };
  CorrectDetails: { readonly changes: Partial<IncidentDetails>; readonly reason?: string };
  AssignIncident: { readonly group?: string; readonly engineer?: string; readonly reason: string };
  RecordSupport: RecordSupportData;
  EscalateIncident: {
    readonly kind?: 'functional' | 'hierarchical';
    readonly reason: string;
    readonly escalateTo?: string;
    readonly owner?: string;
  };
  PutOnHold: { readonly reason: PendingReason; readonly note?: string };
  ResumeIncident: { readonly note?: string };
  ApplyWorkaround: { readonly description: string };
  ApplyForChange: {
    readonly changeId: string;
    readonly description: string;
    readonly riskAssessment: string;
    readonly rollbackPlan: string;
    /** The configuration item that will change; the one that the incident affects where it is left out (S1-34). */
    readonly affectedCi?: string;
    /** What will be other about it once the change is implemented. */
    readonly plannedChanges?: Extra;
    readonly extra?: Extra;
  };
  ReportChangeImplemented: { readonly changeId: string };
  ReportChangeFailed: {
    readonly changeId: string;
    readonly outcome: 'rejected' | 'rolled_back';
    readonly reason: string;
  };
  ResolveIncident: { readonly resolvedAt?: string; readonly extra?: Extra };
  RecordSolution: {
    readonly solution: string;
    readonly handlingProcess?: string;
    readonly cause?: string;
    readonly extra?: Extra;
  };
  WriteFaultReview: { readonly summary: string; readonly extra?: Extra };
  AssessQuality: {
    readonly impactScope: string;
    readonly cause: string;
    readonly handling: string;
    readonly extra?: Extra;
  };
  ConfirmResolution: { readonly evidence?: string; readonly satisfaction?: number; readonly feedback?: string };
  RejectResolution: { readonly reason: string };
  CloseIncident: {
    readonly outcome: string;
    readonly closedAt?: string;
    readonly satisfaction?: number;
    readonly feedback?: string;
    readonly extra?: Extra;
  };
  CancelIncident: { readonly reason: string };
  MarkDuplicate: { readonly of: string; readonly reason?: string };
  UnmarkDuplicate: { readonly reason: string };
  LinkIncident: { readonly kind: LinkKind; readonly target: string; readonly note?: string };
  UnlinkIncident: { readonly kind: LinkKind; readonly target: string; readonly reason: string };
  DeclareMajorIncident: { readonly reason: string };
  RecordFollowUp: { readonly followedUpAt?: string; readonly result: string; readonly satisfaction?: number };
  AddComment: { readonly text: string };
  /** Carries out what was approved for its reporter: his keys are gone already. */
  EraseReporter: { readonly person: string; readonly rule?: string };
  AttachFile: Readonly<AttachmentAdded['data']>;
  /** Tells every deadline that has come by the command's `occurredAt`. */
  ReachDeadlines: Readonly<Record<string, never>>;
  /** Escalates because a target was missed (S4-51); `dueAt` is the breach that it is about. */
  EscalateOverdue: { readonly clock: ClockName; readonly dueAt: string };
}

export type IncidentCommandType = keyof Commands;
export type IncidentCommandData<T extends IncidentCommandType = IncidentCommandType> = Commands[T];
/** One command, or (by default) any. */
export type IncidentCommand<T extends IncidentCommandType = IncidentCommandType> = {
  [K in T]: Command<K, Commands[K]>;
}[T];
