import type { Actor, Clock, CommandMetadata, IdGenerator } from '@evidesk/kernel';

/** What is to be known of a seal, or a change of keys, that somebody asked for. */
export function sealingMetadata(actor: Actor, clock: Clock, ids: IdGenerator): CommandMetadata {
  const now = clock.now();
  const commandId = ids.next();
  return { commandId, correlationId: commandId, actor, occurredAt: now, recordedAt: now };
}
