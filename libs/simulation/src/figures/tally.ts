import type { JsonObject, RecordedEvent } from '@evidesk/kernel';
import {
  addMeasures,
  type KpiFacts,
  type KpiFigures,
  kpiFigures,
  measuresIn,
  monthlyKpiProjection,
  monthsOfFacts,
} from '@evidesk/reporting';
import type { Attainment, Counts, Figures } from './figures.js';
import { spread } from './spread.js';

/** Adds up the events of a simulated period, as they come, the way the reports do; a function of the events alone. */
export class Tally {
  private readonly facts = new Map<string, KpiFacts>();
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
    this.count(event);
  }

  figures(): Figures {
    const all = [...this.facts.values()];
    const closed = all.filter(({ ended }) => ended?.how === 'closed');
    const kpis = kpiFiguresOf(all);
    return {
      recorded: kpis.recorded,
      closed: kpis.closed,
      closureRate: kpis.closureRate,
      open: all.filter(({ ended }) => ended === undefined).length,
      cancelled: kpis.cancelled,
      duplicates: kpis.duplicates,
      response: spread(closed.flatMap(({ responseMs }) => responseMs ?? [])),
      responseWorking: spread(closed.flatMap(({ responseWorkingMs }) => responseWorkingMs ?? [])),
      resolution: spread(closed.flatMap(({ resolution }) => resolution?.ms ?? [])),
      resolutionWorking: spread(closed.flatMap(({ resolution }) => resolution?.workingMs ?? [])),
      satisfaction: kpis.satisfaction,
      resolutionRate: kpis.resolutionRate,
      onTimeResolutionRate: kpis.onTimeResolutionRate,
      followUpTimeliness: kpis.followUpTimeliness,
      firstLineResolutionRate: kpis.firstLineResolutionRate,
      secondLineResolutionRate: kpis.secondLineResolutionRate,
      slaAttainment: kpis.slaAttainment,
      responseAttainment: attainment(all, 'responseAttainment'),
      resolutionAttainment: attainment(all, 'resolutionAttainment'),
      warnings: sortedCounts(Object.entries(this.warnings)),
      breaches: sortedCounts(Object.entries(this.breaches)),
      escalations: { ...this.escalations },
      reassignments: this.reassignments,
      reminders: this.reminders,
      handedOver: this.handedOver,
    };
  }

  private count({ type, data, metadata }: RecordedEvent): void {
    switch (type) {
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
}

/** The figures of the reports, of all months together. */
function kpiFiguresOf(facts: readonly KpiFacts[]): KpiFigures {
  const measures = facts.flatMap((each) => monthsOfFacts(each).map((month) => measuresIn(each, month)));
  return kpiFigures(addMeasures(measures.map(({ counts }) => counts)), addMeasures(measures.map(({ times }) => times)));
}

function attainment(facts: readonly KpiFacts[], of: 'responseAttainment' | 'resolutionAttainment'): Attainment {
  const priorities = [...new Set(facts.map(({ dimensions }) => dimensions.priority))].sort();
  const each = priorities
    .map((code) => [code, kpiFiguresOf(facts.filter(({ dimensions }) => dimensions.priority === code))[of]] as const)
    .filter(([, { denominator }]) => denominator > 0);
  return { all: kpiFiguresOf(facts)[of], byPriority: Object.fromEntries(each) };
}

function add(counts: Record<string, number>, kind: unknown): void {
  const name = String(kind);
  counts[name] = (counts[name] ?? 0) + 1;
}

/** By name, so that equal counts are equal bytes. */
export const sortedCounts = (counts: Iterable<readonly [string, number]>): Counts =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
