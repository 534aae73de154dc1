import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type AlertEvent, alertEventSchemas } from '../contract/alert-events.js';
import { ALERT_SNAPSHOT_VERSION, type AlertState, evolveAlert, initialAlert } from '../domain/alert.state.js';

/**
 * Streams `alert-<id>`, the id derived from the fingerprint: which incident an alert has now is asked here and nowhere
 * else. A view would lag behind, and two deliveries at once would both find nothing there; an id derived from the
 * fingerprint alone could not tell a second incident of the same alert from the first. The stream holds few events, a
 * handful for each firing.
 */
export const alertAggregate: AggregateType<AlertEvent, AlertState> = {
  name: 'alert',
  initial: initialAlert,
  evolve: evolveAlert,
  eventTypes: eventTypes(alertEventSchemas),
  snapshotVersion: ALERT_SNAPSHOT_VERSION,
};
