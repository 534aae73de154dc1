import type { JsonObject, ProcessOutput, RecordedEvent } from '@evidesk/kernel';

/** History that was recorded later than this after it happened is still coming in. */
const LATE_MS = 3_600_000;
/** How long it may take to come in. */
const GRACE_MS = 3_600_000;

/**
 * Sends a command because of an event. Where the event is history that is still coming in (an import, a call noted later) the
 * command waits an hour, so that what comes behind it has its say first: nobody is assigned to what was closed years ago.
 * @param key what is scheduled for the target under the same key before is replaced
 */
export function sendWhenSettled(
  { metadata: { occurredAt, recordedAt } }: RecordedEvent,
  command: string,
  target: string,
  data: JsonObject,
  key = command,
): ProcessOutput {
  const recorded = Date.parse(recordedAt);
  if (recorded - Date.parse(occurredAt) <= LATE_MS) return { kind: 'send', command, target, data, key };
  const notBefore = new Date(recorded + GRACE_MS).toISOString();
  return {
    kind: 'schedule',
    key,
    target,
    deadlines: [{ key: command, at: recordedAt, notBefore, command, data }],
  };
}
