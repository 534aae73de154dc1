import type { Actor, CommandMetadata } from '@evidesk/kernel';
import { NOW } from './fixed.js';

/** Somebody with these roles; the id is the first of them. */
export const actor = (...roles: readonly string[]): Actor => ({ id: `the-${roles[0] ?? 'nobody'}`, roles });

/** The metadata of a command that is given now, by a service desk agent unless another is named. */
export function commandMetadata(changes: Partial<CommandMetadata> = {}): CommandMetadata {
  const occurredAt = changes.occurredAt ?? NOW;
  return {
    commandId: 'command-1',
    correlationId: 'correlation-1',
    actor: actor('service_desk'),
    occurredAt,
    recordedAt: occurredAt,
    ...changes,
  };
}
