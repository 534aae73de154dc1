import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type ReportEvent, reportEventSchemas } from '../contract/report-events.js';

/** Whether a month was made final. */
export interface ReportState {
  readonly frozen: boolean;
}

/** Streams `report-<month>`. */
export const reportAggregate: AggregateType<ReportEvent, ReportState> = {
  name: 'report',
  initial: { frozen: false },
  evolve: (state, event) => (event.type === 'report.frozen' ? { frozen: true } : state),
  eventTypes: eventTypes(reportEventSchemas),
  snapshotVersion: 1,
};
