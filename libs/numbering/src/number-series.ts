import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type BlockReserved, BlockReservedSchema } from './contract/numbering-events.js';

/** How far a series of numbers has been given out. */
export interface NumberSeries {
  readonly last: number;
}

/** One stream a series and month: `numbering-INC-202611`. */
export const numberSeries: AggregateType<BlockReserved, NumberSeries> = {
  name: 'numbering',
  initial: { last: 0 },
  evolve: (state, event) => (event.type === 'numbering.block-reserved' ? { last: event.data.to } : state),
  eventTypes: eventTypes({ 'numbering.block-reserved': BlockReservedSchema }),
  snapshotVersion: 1,
};

/** Takes the next `size` numbers of a series. */
export function reserveBlock(state: NumberSeries, size: number): readonly BlockReserved[] {
  return [{ type: 'numbering.block-reserved', data: { from: state.last + 1, to: state.last + size } }];
}
