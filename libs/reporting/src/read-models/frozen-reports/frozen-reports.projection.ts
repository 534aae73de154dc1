import type { Collection, Position, Projection } from '@evidesk/kernel';
import type { ReportEvent, ReportFrozen } from '../../contract/report-events.js';

/** The report of a month as it was made final. `id` is the month. */
export interface FrozenReport extends Omit<ReportFrozen['data'], 'month'> {
  readonly id: string;
  readonly frozenAt: string;
  readonly frozenBy: string;
  /** Where the event is. */
  readonly eventPosition: Position;
}

export const frozenReports: Collection<FrozenReport> = { name: 'frozen_reports', indexes: [] };

/** Every report that was made final. */
export const frozenReportsProjection: Projection<FrozenReport> = {
  name: 'frozen_reports',
  collection: frozenReports,
  streams: ['report-'],
  keys: ({ type, stream }) => (type === 'report.frozen' ? [stream.slice('report-'.length)] : []),
  project(known, stored, id) {
    if (known !== undefined) return known;
    const { month: _month, ...data } = (stored as unknown as ReportEvent).data;
    const { occurredAt, actor } = stored.metadata;
    return { id, ...data, frozenAt: occurredAt, frozenBy: actor.id, eventPosition: stored.position };
  },
};
