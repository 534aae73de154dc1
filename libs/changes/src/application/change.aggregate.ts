import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type ChangeEvent, changeEventSchemas } from '../contract/change-events.js';
import { CHANGE_SNAPSHOT_VERSION, evolveChange, initialChange } from '../domain/change.evolve.js';
import type { ChangeState } from '../domain/change.state.js';

/** Streams `change-<id>`. */
export const changeAggregate: AggregateType<ChangeEvent, ChangeState> = {
  name: 'change',
  initial: initialChange,
  evolve: evolveChange,
  eventTypes: eventTypes(changeEventSchemas),
  snapshotVersion: CHANGE_SNAPSHOT_VERSION,
};
