import type { ClockName, ClockSetting } from '../../contract/clock-events.js';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { canPause } from '../../domain/clocks/clock.state.js';

/** What a queue knows of an incident's clocks. */
export interface Due {
  /** The next instant by which something has to be done; absent while no clock runs. */
  readonly dueAt?: string;
  /** Whether it missed a target that it still has to reach. */
  readonly breached: boolean;
  /** Whether its clocks stand still (C27). */
  readonly paused?: boolean;
  /** Its clocks that have not ended: when they fall due, and whether they have. */
  readonly clocks: QueueClocks;
}
type QueueClocks = { readonly [K in ClockName]?: { readonly dueAt: string; readonly breached?: boolean } };

/** What an event makes of the clocks of an item; `undefined` when it does not touch them. */
export function dueAfter({ clocks, paused }: Due, event: IncidentEvent): Due | undefined {
  switch (event.type) {
    case 'incident.put-on-hold':
    case 'incident.change-applied-for':
      return event.data.pausesClocks ? due(clocks, true) : undefined;
    case 'incident.resumed':
    case 'incident.change-implemented':
    case 'incident.change-failed':
      return due(set(clocks, event.data.clocks), false);
    case 'incident.responded':
      return clocks.response === undefined ? undefined : due(without(clocks, ['response']), paused);
    case 'incident.workaround-applied':
      return event.data.target === undefined ? undefined : due(without(clocks, ['resolution']), paused);
    case 'incident.resolved':
      return due({}, false);
    case 'incident.sla-breached': {
      const { clock, dueAt } = event.data;
      const known = clocks[clock]?.dueAt ?? dueAt;
      return due({ ...clocks, [clock]: { dueAt: known, breached: true } }, paused);
    }
    case 'incident.classified':
    case 'incident.priority-changed': {
      const { clocks: settings, withoutTarget = [] } = event.data;
      if (settings === undefined && withoutTarget.length === 0) return undefined;
      return due(set(without(clocks, withoutTarget), settings), paused);
    }
    case 'incident.recorded':
    case 'incident.details-corrected':
    case 'incident.support-recorded':
    case 'incident.resolution-rejected':
    case 'incident.unmarked-duplicate':
      return event.data.clocks === undefined ? undefined : due(set(clocks, event.data.clocks), paused);
    default:
      return undefined;
  }
}

function set(clocks: QueueClocks, settings: readonly ClockSetting[] = []): QueueClocks {
  if (settings.length === 0) return clocks;
  const named = settings.map(
    ({ clock, dueAt, breachedAt }) => [clock, clockOf(dueAt, breachedAt !== undefined)] as const,
  );
  return Object.assign({}, clocks, Object.fromEntries(named));
}

const clockOf = (dueAt: string, breached: boolean) => (breached ? { dueAt, breached } : { dueAt });

function without(clocks: QueueClocks, gone: readonly ClockName[]): QueueClocks {
  return Object.fromEntries(Object.entries(clocks).filter(([name]) => !gone.includes(name as ClockName)));
}

function due(clocks: QueueClocks, paused: boolean | undefined): Due {
  let dueAt: string | undefined;
  let breached = false;
  for (const [name, clock] of Object.entries(clocks)) {
    breached ||= clock.breached === true;
    const runs = paused !== true || !canPause(name as ClockName);
    if (runs && (dueAt === undefined || clock.dueAt < dueAt)) dueAt = clock.dueAt;
  }
  return { dueAt, breached, paused: paused === true ? true : undefined, clocks };
}
