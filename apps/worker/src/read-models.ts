import { changeRequestsProjection, changeTrigger } from '@evidesk/changes';
import { SNAPSHOT_VIEW } from '@evidesk/executor';
import { incidentDetailsProjection, queueProjection } from '@evidesk/incidents';
import type { ProcessManager, Projection } from '@evidesk/kernel';
import type { View } from '@evidesk/read-store';
import { monthlyKpiProjection } from '@evidesk/reporting';
import { RUNNERS_VIEW, viewOf, viewOfProcess } from '@evidesk/runtime';

/** Every view that is built from events. */
export const PROJECTIONS: readonly Projection[] = [
  queueProjection,
  incidentDetailsProjection,
  monthlyKpiProjection,
  changeRequestsProjection,
];

/** Every saga. */
export const PROCESSES: readonly ProcessManager[] = [changeTrigger];

/** All that the read store has to make room for. */
export const VIEWS: readonly View[] = [
  ...PROJECTIONS.map(viewOf),
  ...PROCESSES.map(viewOfProcess),
  SNAPSHOT_VIEW,
  RUNNERS_VIEW,
];
