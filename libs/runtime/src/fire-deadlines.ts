import { type Clock, type Deadline, type Instant, severalAtOnce } from '@evidesk/kernel';
import { type ScheduledDeadlines, timeOf } from './deadline-book.js';
import type { HandlerContext } from './event-handler.js';
import type { ProcessHandler } from './process-handler.js';
import { isOutage } from './retry-event.js';
import { describeError, type RuntimeLogger } from './runtime-logger.js';

const PAGE = 500;
/** The first wait after a deadline's command was refused, and the longest (milliseconds). */
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 3_600_000;

/** What carries the deadlines of a process manager: an `EventPump`, or a process that is driven step by step. */
export interface DeadlinePump {
  readonly context: HandlerContext;
  readonly options: { readonly name: string; readonly logger: RuntimeLogger };
  /** Makes what was taken in and scheduled known to the book. @throws FencedOut, Interrupted */
  flush(): Promise<void>;
}

/** How deadlines are acted upon. */
export interface Firing {
  readonly clock: Clock;
  /** Targets that are dealt with at the same time. */
  readonly concurrent: number;
}

/** One deadline that is due. */
interface Due {
  readonly document: ScheduledDeadlines;
  readonly deadline: Deadline;
}

/**
 * Sends the commands of a page of deadlines that are due, in the order of their instants, and notes what is left. A
 * crash before that is noted sends them again with the same ids. A refused one is tried again later, ever more seldom.
 * @returns whether anything was due
 * @throws FencedOut, Interrupted
 */
export async function fireDeadlines(pump: DeadlinePump, handler: ProcessHandler, firing: Firing): Promise<boolean> {
  const now = firing.clock.now();
  if (!handler.deadlines.mayBeDue(now)) return false;
  // What was taken in may have called off what the store still has.
  await pump.flush();
  const documents = await pump.context.patiently(() => handler.deadlines.due(now, PAGE));
  if (documents.length === 0) return false;
  const failures = new Map<ScheduledDeadlines, { readonly deadline: Deadline; readonly error: unknown }>();
  await severalAtOnce(byTarget(documents, now), firing.concurrent, async (queue) => {
    for (const { document, deadline } of queue) {
      if (failures.has(document)) continue;
      try {
        await handler.send(commandOf(handler, document, deadline), pump.context);
      } catch (error) {
        if (isOutage(error)) throw error;
        failures.set(document, { deadline, error });
      }
    }
  });
  for (const document of documents) {
    const failure = failures.get(document);
    if (failure === undefined) {
      const left = document.deadlines.filter((deadline) => timeOf(deadline) > now);
      handler.deadlines.keep(document, left);
      continue;
    }
    const from = document.deadlines.indexOf(failure.deadline);
    const error = describeError(failure.error);
    pump.options.logger.warn('a deadline could not be acted upon', {
      runner: pump.options.name,
      id: document.id,
      error,
    });
    handler.deadlines.postpone(document, document.deadlines.slice(from), retryAt(now, document.attempts), error);
  }
  await pump.flush();
  return true;
}

/** What is due, by target; targets in the order of their first. */
function byTarget(documents: readonly ScheduledDeadlines[], now: Instant): Due[][] {
  const due = documents
    .flatMap((document) => document.deadlines.map((deadline) => ({ document, deadline })))
    .filter(({ deadline }) => timeOf(deadline) <= now)
    .sort((a, b) => (a.deadline.at < b.deadline.at ? -1 : a.deadline.at > b.deadline.at ? 1 : 0));
  const targets = new Map<string, Due[]>();
  for (const each of due) {
    const queue = targets.get(each.document.target);
    if (queue === undefined) targets.set(each.document.target, [each]);
    else queue.push(each);
  }
  return [...targets.values()];
}

function commandOf(handler: ProcessHandler, { id, target, eventId, correlationId }: ScheduledDeadlines, due: Deadline) {
  const { command, data, at, key } = due;
  return handler.commandFor(command, target, data, { eventId, correlationId, key: `${id}/${key}`, at });
}

function retryAt(now: Instant, attempts: number): Instant {
  const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts);
  return new Date(Date.parse(now) + wait).toISOString();
}
