import type { ProcessManager, ProcessMemory } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { answerDeadlines } from '../../domain/answer-deadlines.js';
import { awaitedAnswer, withoutHandOver, withoutReminder } from '../../domain/awaited-answer.js';
import type { AwaitedAnswer } from '../../domain/incident.state.js';
import { settledAt } from '../settled.js';

/** What is still to come while a reporter does not answer. */
export interface AwaitedReporter {
  readonly id: string;
  /** Of the last event that was taken in. */
  readonly revision: number;
  readonly awaiting: AwaitedAnswer;
}

const ENDS: ReadonlySet<string> = new Set<IncidentEvent['type']>([
  'incident.resolution-confirmed',
  'incident.resolution-rejected',
  'incident.closed',
]);

function concerns(event: IncidentEvent): boolean {
  if (event.type === 'incident.confirmation-reminded' || event.type === 'incident.confirmation-handed-over')
    return true;
  return ENDS.has(event.type) || ('awaited' in event.data && event.data.awaited !== undefined);
}

const awaitedReporters: ProcessMemory<AwaitedReporter> = {
  collection: { name: 'awaited_reporters', indexes: [] },
  key: (event) => (concerns(event as unknown as IncidentEvent) ? event.stream.slice('incident-'.length) : undefined),
  remember(document, stored, id) {
    if (document !== undefined && stored.revision <= document.revision) return document;
    const event = stored as unknown as IncidentEvent;
    const awaiting = ENDS.has(event.type) ? undefined : after(document?.awaiting, event);
    return awaiting === undefined ? null : { id, revision: stored.revision, awaiting };
  },
};

function after(awaiting: AwaitedAnswer | undefined, event: IncidentEvent): AwaitedAnswer | undefined {
  if ('awaited' in event.data && event.data.awaited !== undefined) return awaitedAnswer(event.data.awaited);
  if (awaiting === undefined) return undefined;
  if (event.type === 'incident.confirmation-reminded') return withoutReminder(awaiting, event.data.count);
  return event.type === 'incident.confirmation-handed-over' ? withoutHandOver(awaiting) : awaiting;
}

/**
 * A reporter is to confirm → he is reminded, the desk takes over, and silence counts as yes where the profile says so, each when
 * its time has come (C17, S0-33, S1-40, S1-41). He answers, or the incident is closed → no more.
 */
export const confirmation: ProcessManager<AwaitedReporter> = {
  name: 'confirmation',
  streams: ['incident-'],
  memory: awaitedReporters,
  react(stored, memory) {
    if (!concerns(stored as unknown as IncidentEvent)) return [];
    const notBefore = settledAt(stored);
    const deadlines = answerDeadlines(memory?.awaiting).map(({ step, count, at }) => ({
      key: count === undefined ? step : `${step}:${count}`,
      at,
      notBefore,
      command: 'ReachDeadlines',
      data: {},
    }));
    return [{ kind: 'schedule', key: 'answer', target: stored.stream.slice('incident-'.length), deadlines }];
  },
};
