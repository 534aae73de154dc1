import * as automation from './automation-events.js';
import * as clock from './clock-events.js';
import * as attachment from './attachment-events.js';
import * as closing from './closing-events.js';
import * as flow from './flow-events.js';
import * as recording from './recording-events.js';

/** Everything that can happen to an incident. */
export type IncidentEvent =
  | attachment.AttachmentAdded
  | recording.IncidentRecorded
  | recording.IncidentCommented
  | recording.IncidentDetailsCorrected
  | recording.IncidentLinked
  | recording.IncidentUnlinked
  | recording.MajorIncidentDeclared
  | recording.ReporterErased
  | flow.IncidentClassified
  | flow.IncidentResponded
  | flow.IncidentPriorityChanged
  | flow.IncidentAssigned
  | flow.SupportRecorded
  | flow.SolutionImplemented
  | flow.IncidentEscalated
  | flow.ChangeNeeded
  | flow.ChangeAppliedFor
  | flow.ChangeImplemented
  | flow.ChangeFailed
  | flow.IncidentPutOnHold
  | flow.IncidentResumed
  | flow.WorkaroundApplied
  | flow.IncidentResolved
  | flow.SolutionRecorded
  | closing.FaultReviewed
  | closing.QualityAssessed
  | closing.ResolutionConfirmed
  | closing.ResolutionRejected
  | closing.IncidentClosed
  | closing.IncidentCancelled
  | closing.MarkedDuplicate
  | closing.UnmarkedDuplicate
  | closing.IncidentFollowedUp
  | clock.SlaWarned
  | clock.SlaBreached
  | clock.ConfirmationReminded
  | clock.ConfirmationHandedOver
  | automation.IncidentRepeated
  | automation.RepeatWithdrawn;

/** Wire name → shape of its data. */
export const incidentEventSchemas = {
  'incident.recorded': recording.IncidentRecordedSchema,
  'incident.attachment-added': attachment.AttachmentAddedSchema,
  'incident.commented': recording.IncidentCommentedSchema,
  'incident.details-corrected': recording.IncidentDetailsCorrectedSchema,
  'incident.linked': recording.IncidentLinkedSchema,
  'incident.unlinked': recording.IncidentUnlinkedSchema,
  'incident.declared-major': recording.MajorIncidentDeclaredSchema,
  'incident.reporter-erased': recording.ReporterErasedSchema,
  'incident.classified': flow.IncidentClassifiedSchema,
  'incident.responded': flow.IncidentRespondedSchema,
  'incident.priority-changed': flow.IncidentPriorityChangedSchema,
  'incident.assigned': flow.IncidentAssignedSchema,
  'incident.support-recorded': flow.SupportRecordedSchema,
  'incident.solution-implemented': flow.SolutionImplementedSchema,
  'incident.escalated': flow.IncidentEscalatedSchema,
  'incident.change-needed': flow.ChangeNeededSchema,
  'incident.change-applied-for': flow.ChangeAppliedForSchema,
  'incident.change-implemented': flow.ChangeImplementedSchema,
  'incident.change-failed': flow.ChangeFailedSchema,
  'incident.put-on-hold': flow.IncidentPutOnHoldSchema,
  'incident.resumed': flow.IncidentResumedSchema,
  'incident.workaround-applied': flow.WorkaroundAppliedSchema,
  'incident.resolved': flow.IncidentResolvedSchema,
  'incident.solution-recorded': flow.SolutionRecordedSchema,
  'incident.reviewed': closing.FaultReviewedSchema,
  'incident.assessed': closing.QualityAssessedSchema,
  'incident.resolution-confirmed': closing.ResolutionConfirmedSchema,
  'incident.resolution-rejected': closing.ResolutionRejectedSchema,
  'incident.closed': closing.IncidentClosedSchema,
  'incident.cancelled': closing.IncidentCancelledSchema,
  'incident.marked-duplicate': closing.MarkedDuplicateSchema,
  'incident.unmarked-duplicate': closing.UnmarkedDuplicateSchema,
  'incident.followed-up': closing.IncidentFollowedUpSchema,
  'incident.sla-warned': clock.SlaWarnedSchema,
  'incident.sla-breached': clock.SlaBreachedSchema,
  'incident.confirmation-reminded': clock.ConfirmationRemindedSchema,
  'incident.confirmation-handed-over': clock.ConfirmationHandedOverSchema,
  'incident.repeated': automation.IncidentRepeatedSchema,
  'incident.repeat-withdrawn': automation.RepeatWithdrawnSchema,
} satisfies Record<IncidentEvent['type'], unknown>;
