import type { Position } from '@evidesk/kernel';
import type { ReadStore } from '@evidesk/read-store';
import { type Correction, correctionsOf, inFull } from '../../domain/brief-figures.js';
import { changesFrom, kpiFigures } from '../../domain/kpi-figures.js';
import { type FrozenReport, frozenReports } from '../frozen-reports/frozen-reports.projection.js';
import type { Dimension } from './kpi-facts.js';
import { type KpiGroup, LiveKpis, type LiveReport } from './live-kpis.js';

/** How a report was made final, and what has changed since (S1-39). */
export interface Freezing {
  readonly frozenAt: string;
  readonly frozenBy: string;
  /** Every event up to here is in the frozen figures. */
  readonly position: Position;
  readonly profile: string;
  /** Figures that are no longer what they were; `GET /v1/reports/{month}/corrections` tells why. */
  readonly corrections: readonly Correction[];
}

/** The figures of one period; those of a frozen month are as they were frozen. */
export interface SettledReport extends LiveReport {
  readonly frozen?: Freezing;
}

export type Groups = Readonly<Partial<Record<Dimension, readonly KpiGroup[]>>>;

/** Reads reports: of now, or as they were frozen. */
export class KpiReports {
  private readonly live: LiveKpis;

  constructor(private readonly store: ReadStore) {
    this.live = new LiveKpis(store);
  }

  /** @param now the current month of the desk @throws DomainError `report.bad-period`, `report.future-period` */
  async read(
    period: string,
    now: string,
    dimensions: readonly Dimension[],
  ): Promise<{ readonly report: SettledReport; readonly groups: Groups }> {
    const live = await this.live.report(period, now);
    const frozen = await this.store.get(frozenReports, period);
    const groups: Partial<Record<Dimension, readonly KpiGroup[]>> = {};
    for (const dimension of dimensions) {
      const found = await this.live.groups(period, dimension);
      groups[dimension] = frozen === undefined ? found : frozenGroups(frozen.groups[dimension] ?? [], found);
    }
    return { report: frozen === undefined ? live : asFrozen(live, frozen), groups };
  }
}

function asFrozen(live: LiveReport, kept: FrozenReport): SettledReport {
  const all = inFull(kept.figures);
  const { frozenAt, frozenBy, position, profile, backlog } = kept;
  const corrections = correctionsOf(kept.figures, live.all);
  const frozen = { frozenAt, frozenBy, position, profile: `${profile.name}@${profile.version}`, corrections };
  return { ...live, all, changes: changesFrom(live.previous.all, all), backlog, asOfPosition: position, frozen };
}

/** The groups of then, beside those of the period before as they are now. */
function frozenGroups(then: FrozenReport['groups'][string], live: readonly KpiGroup[]): readonly KpiGroup[] {
  const before = new Map(live.map(({ value, previous }) => [value, previous]));
  return [...then]
    .sort((a, b) => (a.value < b.value ? -1 : 1))
    .map(({ value, figures: kept }) => {
      const figures = inFull(kept);
      const previous = before.get(value) ?? kpiFigures({}, {});
      return { value, figures, previous, changes: changesFrom(previous, figures) };
    });
}
