import type { Clock, Position } from '@evidesk/kernel';
import { CLOCK, type Config, CONFIG } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Correction, correctionsOf, inFull } from '../../domain/brief-figures.js';
import { changesFrom, kpiFigures } from '../../domain/kpi-figures.js';
import { monthOf } from '../../domain/month.js';
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

/**
 * The figures of one period: of all incidents, and of each value of a dimension where one is asked for. Those of a frozen
 * month are as they were frozen.
 */
export interface KpiReport extends LiveReport {
  readonly dimension?: Dimension;
  readonly groups?: readonly KpiGroup[];
  readonly frozen?: Freezing;
}

/** `2026-10`, `2026-Q4` or `2026`. @throws DomainError `report.bad-period`, `report.future-period` */
export class GetKpis extends Query<KpiReport> {
  constructor(
    readonly period: string,
    readonly dimension?: Dimension,
  ) {
    super();
  }
}

@QueryHandler(GetKpis)
export class GetKpisHandler implements IQueryHandler<GetKpis> {
  private readonly live: LiveKpis;

  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.live = new LiveKpis(store);
  }

  async execute({ period, dimension }: GetKpis): Promise<KpiReport> {
    const now = monthOf(this.clock.now(), this.profiles.inForce(this.config.profile).definition.timeZone);
    const live = await this.live.report(period, now);
    const groups = dimension === undefined ? undefined : await this.live.groups(period, dimension);
    const frozen = await this.store.get(frozenReports, period);
    const shown = frozen === undefined ? { ...live, groups } : asFrozen(live, frozen, groups, dimension);
    return dimension === undefined ? shown : { ...shown, dimension };
  }
}

function asFrozen(
  live: LiveReport,
  frozen: FrozenReport,
  groups: readonly KpiGroup[] | undefined,
  dimension: Dimension | undefined,
): KpiReport {
  const all = inFull(frozen.figures);
  const { frozenAt, frozenBy, position, profile, backlog } = frozen;
  return {
    ...live,
    all,
    changes: changesFrom(live.previous.all, all),
    backlog,
    groups: groups && frozenGroups(frozen.groups[dimension ?? ''] ?? [], groups),
    asOfPosition: position,
    frozen: {
      frozenAt,
      frozenBy,
      position,
      profile: `${profile.name}@${profile.version}`,
      corrections: correctionsOf(frozen.figures, live.all),
    },
  };
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
