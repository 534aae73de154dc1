import type { Instant } from '@evidesk/kernel';
import type { ClockName, ClockSetting } from '../../contract/clock-events.js';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { Clock, ClockKeeping, Clocks } from './clock.state.js';

/** The clocks after an event; the same object when it does not touch them. Needs no calendar: events say what they come to. */
export function evolveClocks(keeping: ClockKeeping, event: IncidentEvent, occurredAt: Instant): ClockKeeping {
  switch (event.type) {
    case 'incident.recorded':
    case 'incident.details-corrected':
    case 'incident.support-recorded':
    case 'incident.resolution-rejected':
    case 'incident.unmarked-duplicate':
      return withClocks(keeping, set(keeping.clocks, event.data.clocks));
    case 'incident.classified':
    case 'incident.priority-changed':
      return withClocks(keeping, set(without(keeping.clocks, event.data.withoutTarget), event.data.clocks));
    case 'incident.resumed':
    case 'incident.change-implemented':
    case 'incident.change-failed': {
      const { clocks, pausedMs } = event.data;
      if (pausedMs === undefined) return withClocks(keeping, set(keeping.clocks, clocks));
      return { clocks: set(keeping.clocks, clocks), pausedMs: sum(keeping.pausedMs, pausedMs) };
    }
    case 'incident.responded':
      return changed(keeping, 'response', () => ({ ended: { at: occurredAt, met: event.data.target?.met } }));
    case 'incident.workaround-applied':
      return event.data.target === undefined
        ? keeping
        : changed(keeping, 'resolution', () => ({
            ended: { at: occurredAt, byWorkaround: true, ...figures(event.data) },
          }));
    case 'incident.resolved': {
      const { resolvedAt } = event.data;
      const solved = changed(keeping, 'resolution', ({ ended }) => ({
        ended: ended ?? { at: resolvedAt, ...figures(event.data) },
      }));
      return changed(solved, 'cut_off', ({ dueAt }) => ({ ended: { at: resolvedAt, met: resolvedAt <= dueAt } }));
    }
    case 'incident.sla-warned': {
      const { clock, percent } = event.data;
      return changed(keeping, clock, ({ warned, warnings }) => ({
        warned: [...warned.filter((told) => told !== percent), percent],
        warnings: warnings.filter((warning) => warning.percent !== percent),
      }));
    }
    case 'incident.sla-breached':
      return changed(keeping, event.data.clock, () => ({ breachedAt: event.data.dueAt }));
    case 'incident.escalated': {
      const { overdue } = event.data;
      return overdue === undefined ? keeping : changed(keeping, overdue.clock, () => ({ escalatedFor: overdue.dueAt }));
    }
    default:
      return keeping;
  }
}

/** The clocks of a new record. */
export const clocksOf = ({ clocks }: { readonly clocks?: readonly ClockSetting[] }): Clocks => set({}, clocks);

const withClocks = (keeping: ClockKeeping, clocks: Clocks): ClockKeeping =>
  clocks === keeping.clocks ? keeping : { clocks, pausedMs: keeping.pausedMs };

/** The clocks with new settings: what was told of a clock before stays told. */
function set(clocks: Clocks, settings: readonly ClockSetting[] | undefined): Clocks {
  if (settings === undefined || settings.length === 0) return clocks;
  const next: { [K in ClockName]?: Clock } = Object.assign({}, clocks);
  for (const setting of settings) {
    const old = clocks[setting.clock];
    const told = old?.escalatedFor === undefined ? {} : { escalatedFor: old.escalatedFor };
    next[setting.clock] = Object.assign({ warned: old?.warned ?? [] }, setting, told);
  }
  return next;
}

function without(clocks: Clocks, gone: readonly ClockName[] | undefined): Clocks {
  if (gone === undefined || gone.length === 0) return clocks;
  return Object.fromEntries(Object.entries(clocks).filter(([name]) => !gone.includes(name as ClockName)));
}

function changed(keeping: ClockKeeping, name: ClockName, change: (clock: Clock) => Partial<Clock>): ClockKeeping {
  const clock = keeping.clocks[name];
  if (clock === undefined) return keeping;
  const next = Object.assign({}, clock, change(clock));
  return { clocks: Object.assign({}, keeping.clocks, { [name]: next }), pausedMs: keeping.pausedMs };
}

type Judged = Extract<IncidentEvent, { type: 'incident.resolved' | 'incident.workaround-applied' }>['data'];

const figures = ({ target, atResolution, bySegments }: Judged) => ({ met: target?.met, atResolution, bySegments });

function sum(known: Readonly<Record<string, number>>, added: Readonly<Record<string, number>>): Record<string, number> {
  const total: Record<string, number> = Object.assign({}, known);
  for (const [calendar, ms] of Object.entries(added)) total[calendar] = (total[calendar] ?? 0) + ms;
  return total;
}
