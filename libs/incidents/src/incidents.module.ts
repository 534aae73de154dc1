import { registerProblems } from '@evidesk/platform';
import { AS_OF_PROBLEMS } from '@evidesk/time-travel';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AddCommentRoute } from './application/add-comment/add-comment.http.js';
import { ApplyForChangeRoute } from './application/apply-for-change/apply-for-change.http.js';
import { ApplyWorkaroundRoute } from './application/apply-workaround/apply-workaround.http.js';
import { AssessQualityRoute } from './application/assess-quality/assess-quality.http.js';
import { AssignIncidentRoute } from './application/assign-incident/assign-incident.http.js';
import { AutomateIncidentHandler } from './application/automation/automate-incident.js';
import { Engineers } from './application/automation/engineers.js';
import { Primaries } from './application/automation/primaries.js';
import { AttachFileRoute } from './application/attach-file/attach-file.http.js';
import { RawFiles } from './application/attach-file/raw-files.http.js';
import { CancelIncidentRoute } from './application/cancel-incident/cancel-incident.http.js';
import { ChangePriorityRoute } from './application/change-priority/change-priority.http.js';
import { ClassifyIncidentRoute } from './application/classify-incident/classify-incident.http.js';
import { CloseIncidentRoute } from './application/close-incident/close-incident.http.js';
import { ConfirmResolutionRoute } from './application/confirm-resolution/confirm-resolution.http.js';
import { CorrectDetailsRoute } from './application/correct-details/correct-details.http.js';
import { DeclareMajorIncidentRoute } from './application/declare-major-incident/declare-major-incident.http.js';
import { EscalateIncidentRoute } from './application/escalate-incident/escalate-incident.http.js';
import { ExecuteIncidentCommandHandler } from './application/execute-incident-command.js';
import { INCIDENT_PROBLEMS } from './application/incident-problems.js';
import { LinkIncidentRoute } from './application/link-incident/link-incident.http.js';
import { MarkDuplicateRoute } from './application/mark-duplicate/mark-duplicate.http.js';
import { PutOnHoldRoute } from './application/put-on-hold/put-on-hold.http.js';
import { RecordFollowUpRoute } from './application/record-follow-up/record-follow-up.http.js';
import { RecordIncidentHandler } from './application/record-incident/record-incident.handler.js';
import { RecordIncidentRoute } from './application/record-incident/record-incident.http.js';
import { RecordSolutionRoute } from './application/record-solution/record-solution.http.js';
import { RecordSupportRoute } from './application/record-support/record-support.http.js';
import { RejectResolutionRoute } from './application/reject-resolution/reject-resolution.http.js';
import { ResolveIncidentRoute } from './application/resolve-incident/resolve-incident.http.js';
import { ResumeIncidentRoute } from './application/resume-incident/resume-incident.http.js';
import { UnlinkIncidentRoute } from './application/unlink-incident/unlink-incident.http.js';
import { UnmarkDuplicateRoute } from './application/unmark-duplicate/unmark-duplicate.http.js';
import { WriteFaultReviewRoute } from './application/write-fault-review/write-fault-review.http.js';
import { AttachmentsRoute } from './read-models/attachments/attachments.http.js';
import { FindAttachmentHandler, ListAttachmentsHandler } from './read-models/attachments/attachments.query.js';
import { GetHistoryHandler } from './read-models/audit-history/get-history.query.js';
import { GetIncidentHandler, ListIncidentsHandler } from './read-models/incident-details/get-incident.query.js';
import { IncidentsRoute } from './read-models/incident-details/incidents.http.js';
import { ListQueueRoute } from './read-models/queue/list-queue.http.js';
import { QueueSight } from './read-models/queue/queue-sight.js';
import { LiveQueues } from './read-models/queue-feed/live-queues.js';
import { QueueFeedRoute } from './read-models/queue-feed/queue-feed.http.js';
import { GetPastIncidentHandler } from './read-models/past/get-past-incident.query.js';
import { ListPastQueueHandler } from './read-models/queue/list-past-queue.query.js';
import { ListQueueHandler } from './read-models/queue/list-queue.query.js';

registerProblems([...INCIDENT_PROBLEMS, ...AS_OF_PROBLEMS]);

/** The handlers of the incident context, for every process that takes commands or answers queries. */
@Module({
  imports: [CqrsModule],
  providers: [
    RecordIncidentHandler,
    ExecuteIncidentCommandHandler,
    AutomateIncidentHandler,
    Engineers,
    Primaries,
    ListQueueHandler,
    ListPastQueueHandler,
    GetPastIncidentHandler,
    GetIncidentHandler,
    ListIncidentsHandler,
    GetHistoryHandler,
    ListAttachmentsHandler,
    FindAttachmentHandler,
  ],
  exports: [CqrsModule],
})
export class IncidentsModule {}

/** The routes of the incident context. */
@Module({
  imports: [IncidentsModule],
  controllers: [
    RecordIncidentRoute,
    ClassifyIncidentRoute,
    ChangePriorityRoute,
    CorrectDetailsRoute,
    AssignIncidentRoute,
    RecordSupportRoute,
    EscalateIncidentRoute,
    PutOnHoldRoute,
    ResumeIncidentRoute,
    ApplyWorkaroundRoute,
    ApplyForChangeRoute,
    ResolveIncidentRoute,
    RecordSolutionRoute,
    WriteFaultReviewRoute,
    AssessQualityRoute,
    ConfirmResolutionRoute,
    RejectResolutionRoute,
    CloseIncidentRoute,
    CancelIncidentRoute,
    MarkDuplicateRoute,
    UnmarkDuplicateRoute,
    LinkIncidentRoute,
    UnlinkIncidentRoute,
    DeclareMajorIncidentRoute,
    RecordFollowUpRoute,
    AddCommentRoute,
    AttachFileRoute,
    AttachmentsRoute,
    IncidentsRoute,
    ListQueueRoute,
    QueueFeedRoute,
  ],
  providers: [RawFiles, QueueSight, LiveQueues],
})
export class IncidentsHttpModule {}
