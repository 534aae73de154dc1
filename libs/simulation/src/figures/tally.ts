import type { JsonObject, RecordedEvent } from '@evidesk/kernel';
import {
  addMeasures,
  type KpiFacts,
  kpiContributions,
  type KpiFigures,
  kpiFigures,
  monthlyKpiProjection,
  type Ratio,
} from '@evidesk/reporting';
import type { Attainment, Counts, Figures } from './figures.js';
import { spread } from './spread.js';

/** Whether the targets that have ended were kept, and at which priority. The last ending of each clock counts. */
interface Ended {
  readonly response?: Verdict;
  readonly resolution?: Verdict;
}
interface Verdict {
  readonly met: boolean;
  readonly priority: string;
}

/** Adds up the events of a simulated period, as they come; a function of the events alone. */
export class Tally {
  private readonly facts = new Map<string, KpiFacts>();
  private readonly ended = new Map<string, Ended>();
  private readonly warnings: Record<string, number> = {};
  private readonly breaches: Record<string, number> = {};
  private readonly escalations = { functional: 0, hierarchical: 0, automatic: 0 };
  private reassignments = 0;
  private reminders = 0;
  private handedOver = 0;

  take(event: RecordedEvent): void {
    if (!event.stream.startsWith('incident-')) return;
    for (const id of monthlyKpiProjection.keys(event)) {
      const facts = monthlyKpiProjection.project(this.facts.get(id), event, id);
      if (facts !== null) this.facts.set(id, facts);
    }
    this.count(event, event.stream.slice('incident-'.length));
  }

  figures(): Figures {
    const all = [...this.facts.values()];
    const closed = all.filter(({ ended }) => ended?.how === 'closed');
    const { recorded, closureRate, satisfaction, cancelled, duplicates, ...rates } = kpiFiguresOf(all);
    const responses = verdicts(this.ended, 'response');
    const resolutions = verdicts(this.ended, 'resolution');
    return {
      recorded,
      closed: closed.length,
      closureRate,
      open: all.filter(({ ended }) => ended === undefined).length,
      cancelled,
      duplicates,
      response: spread(closed.flatMap(({ responseMs }) => responseMs ?? [])),
      responseWorking: spread(closed.flatMap(({ responseWorkingMs }) => responseWorkingMs ?? [])),
      resolution: spread(closed.flatMap(({ resolution }) => resolution?.ms ?? [])),
      resolutionWorking: spread(closed.flatMap(({ resolution }) => resolution?.workingMs ?? [])),
      satisfaction,
      resolutionRate: rates.resolutionRate,
      onTimeResolutionRate: rates.onTimeResolutionRate,
      firstLineResolutionRate: rates.firstLineResolutionRate,
      secondLineResolutionRate: rates.secondLineResolutionRate,
      slaAttainment: kept([...responses, ...resolutions]),
      responseAttainment: attainment(responses),
      resolutionAttainment: attainment(resolutions),
      warnings: sortedCounts(Object.entries(this.warnings)),
      breaches: sortedCounts(Object.entries(this.breaches)),
      escalations: { ...this.escalations },
      reassignments: this.reassignments,
      reminders: this.reminders,
      handedOver: this.handedOver,
    };
  }

  private count({ type, data, metadata }: RecordedEvent, id: string): void {
    switch (type) {
      case 'incident.responded':
        return this.judge(id, 'response', data);
      case 'incident.resolved':
        return this.judge(id, 'resolution', data);
      case 'incident.resolution-rejected':
        this.ended.set(id, { ...this.ended.get(id), resolution: undefined });
        return;
      case 'incident.sla-warned':
        return add(this.warnings, data['clock']);
      case 'incident.sla-breached':
        return add(this.breaches, data['clock']);
      case 'incident.escalated': {
        const kind = data['kind'] === 'hierarchical' ? 'hierarchical' : 'functional';
        this.escalations[kind] += 1;
        if (metadata.actor.id.startsWith('process:')) this.escalations.automatic += 1;
        return;
      }
      case 'incident.assigned':
        if (Object.keys(data['from'] as JsonObject).length > 0) this.reassignments += 1;
        return;
      case 'incident.confirmation-reminded':
        this.reminders += 1;
        return;
      case 'incident.confirmation-handed-over':
        this.handedOver += 1;
        return;
      default:
    }
  }

  /** Takes down whether a target was kept, at the priority in force. No target: nothing to keep (S4-25). */
  private judge(id: string, clock: keyof Ended, { target }: JsonObject): void {
    const { met } = (target ?? {}) as { readonly met?: boolean };
    if (met === undefined) return;
    const priority = this.facts.get(id)?.dimensions.priority ?? '-';
    this.ended.set(id, { ...this.ended.get(id), [clock]: { met, priority } });
  }
}

function kpiFiguresOf(facts: readonly KpiFacts[]): KpiFigures {
  const sums = facts.flatMap(kpiContributions).filter(({ dimensions }) => dimensions['dimension'] === 'all');
  const of = (cohort: string) =>
    addMeasures(sums.filter(({ dimensions }) => dimensions['cohort'] === cohort).map(({ measures }) => measures));
  return kpiFigures(of('reported'), of('ended'));
}

const verdicts = (ended: ReadonlyMap<string, Ended>, clock: keyof Ended): readonly Verdict[] =>
  [...ended.values()].flatMap((each) => each[clock] ?? []);

function attainment(all: readonly Verdict[]): Attainment {
  const priorities = [...new Set(all.map(({ priority }) => priority))].sort();
  return {
    all: kept(all),
    byPriority: Object.fromEntries(
      priorities.map((priority) => [priority, kept(all.filter((each) => each.priority === priority))]),
    ),
  };
}

function kept(all: readonly Verdict[]): Ratio {
  const numerator = all.filter(({ met }) => met).length;
  const denominator = all.length;
  const value = denominator === 0 ? null : Math.round((numerator * 10_000) / denominator) / 100;
  return { numerator, denominator, value };
}

function add(counts: Record<string, number>, kind: unknown): void {
  const name = String(kind);
  counts[name] = (counts[name] ?? 0) + 1;
}

/** By name, so that equal counts are equal bytes. */
export const sortedCounts = (counts: Iterable<readonly [string, number]>): Counts =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
