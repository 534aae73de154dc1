import type { Deadline, Instant, ProcessManager, ProcessOutput } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { clockDeadlines } from '../../domain/clocks/deadlines.js';
import { sendWhenSettled } from '../send-when-settled.js';
import { settledAt } from '../settled.js';
import { endsClocks, type RunningClocks, runningClocks, touchesClocks } from './running-clocks.js';

/** What is scheduled for the deadlines of an incident's clocks, and for an escalation that waits. */
const CLOCKS = 'clocks';
const OVERDUE = 'EscalateOverdue';

/**
 * Clocks are set → their warnings and breaches are told when they come (S1-11, S4-27); paused, met or called off → no more.
 * The resolution target is missed → the incident is escalated (S4-51, S0-30, S1-06).
 */
export const slaEscalation: ProcessManager<RunningClocks> = {
  name: 'sla-escalation',
  streams: ['incident-'],
  memory: runningClocks,
  react(stored, memory) {
    const event = stored as unknown as IncidentEvent;
    if (!touchesClocks(event)) return [];
    const target = stored.stream.slice('incident-'.length);
    const notBefore = settledAt(stored);
    const deadlines = memory === undefined ? [] : deadlinesOf(memory, notBefore);
    const outputs: ProcessOutput[] = [{ kind: 'schedule', key: CLOCKS, target, deadlines }];
    if (endsClocks(event)) outputs.push({ kind: 'schedule', key: OVERDUE, target, deadlines: [] });
    if (event.type === 'incident.sla-breached' && event.data.clock === 'resolution') {
      const { clock, dueAt } = event.data;
      outputs.push(sendWhenSettled(stored, OVERDUE, target, { clock, dueAt }));
    }
    return outputs;
  },
};

function deadlinesOf({ clocks, standsSince }: RunningClocks, notBefore: Instant | undefined): readonly Deadline[] {
  return clockDeadlines(clocks, standsSince).map(({ clock, percent, at }) => ({
    key: `${clock}:${percent ?? 'due'}`,
    at,
    notBefore,
    command: 'ReachDeadlines',
    data: {},
  }));
}
