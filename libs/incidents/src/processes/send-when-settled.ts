import type { JsonObject, ProcessOutput, RecordedEvent } from '@evidesk/kernel';
import { settledAt } from './settled.js';

/**
 * Sends a command because of an event. Where the event is history that is still coming in (an import, a call noted later) the
 * command waits until it has, so that what comes behind it has its say first: nobody is assigned to what was closed years ago.
 * @param key what is scheduled for the target under the same key before is replaced
 */
export function sendWhenSettled(
  event: RecordedEvent,
  command: string,
  target: string,
  data: JsonObject,
  key = command,
): ProcessOutput {
  const notBefore = settledAt(event);
  if (notBefore === undefined) return { kind: 'send', command, target, data, key };
  const { recordedAt } = event.metadata;
  return { kind: 'schedule', key, target, deadlines: [{ key: command, at: recordedAt, notBefore, command, data }] };
}
