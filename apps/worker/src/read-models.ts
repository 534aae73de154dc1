import { accessesProjection, trailProjection } from '@evidesk/audit';
import { changeRequestsProjection, changeTrigger } from '@evidesk/changes';
import { ciDetailsProjection, ciIncidentsProjection, ciUpdate } from '@evidesk/configuration-items';
import { contactLogProjection } from '@evidesk/contacts';
import { SNAPSHOT_VIEW } from '@evidesk/executor';
import {
  attachmentsProjection,
  autoAssignment,
  confirmation,
  duplicateDetection,
  incidentDetailsProjection,
  majorIncident,
  queueProjection,
  slaEscalation,
} from '@evidesk/incidents';
import type { ProcessManager, Projection } from '@evidesk/kernel';
import {
  knowledgeProjection,
  knowledgeReview,
  knowledgeSearchProjection,
  knowledgeUsesProjection,
} from '@evidesk/knowledge';
import {
  coordinationFormsProjection,
  problemCandidate,
  problemLink,
  problemsProjection,
  symptomWatch,
} from '@evidesk/problems';
import { emailDelivery, notificationSaga, notificationsProjection, webhookDelivery } from '@evidesk/notifications';
import type { View } from '@evidesk/read-store';
import { frozenReportsProjection, monthlyKpiProjection } from '@evidesk/reporting';
import { RUNNERS_VIEW, viewOf, viewOfProcess } from '@evidesk/runtime';
import { CHECKPOINT_VIEW, type TravellingView } from '@evidesk/time-travel';

/** Every view that is built from events. */
export const PROJECTIONS: readonly Projection[] = [
  queueProjection,
  incidentDetailsProjection,
  attachmentsProjection,
  monthlyKpiProjection,
  frozenReportsProjection,
  contactLogProjection,
  changeRequestsProjection,
  notificationsProjection,
  problemsProjection,
  coordinationFormsProjection,
  ciDetailsProjection,
  ciIncidentsProjection,
  knowledgeProjection,
  knowledgeSearchProjection,
  knowledgeUsesProjection,
  trailProjection,
  accessesProjection,
];

/** The views that hold what people have written or are called: built anew when somebody is erased. */
export const PERSONAL_VIEWS: readonly Projection[] = [
  incidentDetailsProjection,
  queueProjection,
  attachmentsProjection,
  notificationsProjection,
  problemsProjection,
  coordinationFormsProjection,
] as readonly Projection[];

/** The views of which the past can be asked for. */
export const TRAVELLING: readonly TravellingView[] = [
  { projection: queueProjection, keeps: 'documents' },
  { projection: frozenReportsProjection, keeps: 'documents' },
  { projection: monthlyKpiProjection, keeps: 'sums' },
  { projection: contactLogProjection, keeps: 'sums' },
];

/** Every saga. */
export const PROCESSES: readonly ProcessManager[] = [
  changeTrigger,
  slaEscalation,
  confirmation,
  autoAssignment,
  duplicateDetection,
  majorIncident,
  notificationSaga,
  emailDelivery,
  webhookDelivery,
  symptomWatch,
  problemCandidate,
  problemLink,
  ciUpdate,
  knowledgeReview,
];

/** The views of whatever follows the events. */
export const FOLLOWING: readonly View[] = [...PROJECTIONS.map(viewOf), ...PROCESSES.map(viewOfProcess)];

/** All that the read store has to make room for. */
export const VIEWS: readonly View[] = [...FOLLOWING, SNAPSHOT_VIEW, RUNNERS_VIEW, CHECKPOINT_VIEW];
