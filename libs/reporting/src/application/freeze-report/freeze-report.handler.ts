import { contactLogProjection } from '@evidesk/contacts';
import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { CommandExecutor, type Executed } from '@evidesk/executor';
import { type CommandMetadata, DomainError, StoreUnavailable } from '@evidesk/kernel';
import { VIEW_PROGRESS, type ViewProgress } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { MAX_FROZEN_GROUPS, type ReportFrozen } from '../../contract/report-events.js';
import type { Backlog } from '../../domain/backlog.js';
import { brief } from '../../domain/brief-figures.js';
import { FORMULAS_VERSION } from '../../domain/figures.js';
import { monthOf } from '../../domain/month.js';
import { periodKind } from '../../domain/period.js';
import { DIMENSIONS, kpiFacts } from '../../read-models/monthly-kpi/kpi-facts.js';
import { LiveKpis } from '../../read-models/monthly-kpi/live-kpis.js';
import { monthlyKpiProjection } from '../../read-models/monthly-kpi/monthly-kpi.projection.js';
import { reportAggregate, type ReportState } from '../report.aggregate.js';

const VIEWS_WAIT_MS = 5_000;
const TRIES = 5;

/**
 * Makes the report of a month that has ended final: its figures become an event.
 * @throws DomainError `report.bad-period` for anything but a month, `report.not-ended`, `report.already-frozen`
 */
export class FreezeReport extends Command<Executed<ReportState>> {
  constructor(
    readonly month: string,
    readonly metadata: CommandMetadata,
    readonly profile: string,
  ) {
    super();
  }
}

@CommandHandler(FreezeReport)
export class FreezeReportHandler implements ICommandHandler<FreezeReport> {
  private readonly live: LiveKpis;

  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(VIEW_PROGRESS) private readonly progress: ViewProgress,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
  ) {
    this.live = new LiveKpis(store);
  }

  async execute({ month, metadata, profile }: FreezeReport): Promise<Executed<ReportState>> {
    const inForce = this.profiles.inForce(profile);
    const now = monthOf(metadata.recordedAt, inForce.definition.timeZone);
    mustHaveEnded(month, now);
    return this.executor.execute(reportAggregate, {
      id: month,
      command: 'FreezeReport',
      metadata,
      decide: async ({ frozen }) => {
        if (frozen) throw new DomainError('conflict', 'report.already-frozen', `the report of ${month} is frozen`);
        await this.viewsCurrent();
        return [{ type: 'report.frozen', data: { ...(await this.settled(month, now)), profile: inForce.reference } }];
      },
    });
  }

  /** Everything that has happened by now is to be in. */
  private async viewsCurrent(): Promise<void> {
    const head = await this.events.head();
    for (const view of [monthlyKpiProjection.name, contactLogProjection.name]) {
      if (!(await this.progress.waitFor(view, head, VIEWS_WAIT_MS))) throw new StoreUnavailable(`view ${view}`, 1_000);
    }
  }

  /** The figures at a position: read again while events of the month come in between. */
  private async settled(month: string, now: string): Promise<Omit<ReportFrozen['data'], 'profile'>> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const { all, backlog, asOfPosition } = await this.live.report(month, now);
      const groups: Record<string, ReportFrozen['data']['groups'][string]> = {};
      for (const dimension of DIMENSIONS) {
        const largest = [...(await this.live.groups(month, dimension))]
          .sort((a, b) => b.figures.recorded - a.figures.recorded || (a.value < b.value ? -1 : 1))
          .slice(0, MAX_FROZEN_GROUPS);
        groups[dimension] = largest.map(({ value, figures }) => ({ value, figures: brief(figures) }));
      }
      const later = { months: month, position: { gt: asOfPosition } };
      const { items } = await this.store.find(kpiFacts, { where: later, index: 'changes', limit: 1 });
      if (items.length === 0)
        return {
          month,
          position: asOfPosition,
          formulas: FORMULAS_VERSION,
          figures: brief(all),
          backlog: plain(backlog),
          groups,
        };
    }
    throw new StoreUnavailable('view monthly_kpi', 1_000);
  }
}

const plain = ({ month, open, byAge }: Backlog) => ({ month, open, byAge: byAge.map((row) => ({ ...row })) });

function mustHaveEnded(month: string, now: string): void {
  if (periodKind(month) !== 'month')
    throw new DomainError('invalid', 'report.bad-period', 'only a month can be frozen: 2026-10');
  if (month >= now)
    throw new DomainError(
      'conflict',
      'report.not-ended',
      `${month} has not ended: a month before ${now} can be frozen`,
    );
}
