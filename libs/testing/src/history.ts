import type { DomainEvent, EventMetadata, JsonObject, RecordedEvent } from '@evidesk/kernel';
import { actor } from './commands.js';
import { NOW } from './fixed.js';
import { frozen, stored } from './frozen.js';

/** An event with what its metadata have of their own. */
export interface Happened<E extends DomainEvent = DomainEvent> {
  readonly event: E;
  readonly metadata?: Partial<EventMetadata>;
}

/** One stream's events as a store gives them back: frozen, revisions and positions from the first on. */
export function history(
  stream: string,
  happened: readonly Happened[],
  from: { readonly revision: number; readonly position: number } = { revision: 0, position: 1 },
): readonly RecordedEvent[] {
  return happened.map(({ event, metadata }, index) => {
    const revision = from.revision + index;
    const occurredAt = metadata?.occurredAt ?? NOW;
    return frozen({
      stream,
      revision,
      position: String(from.position + index).padStart(16, '0'),
      type: event.type,
      data: stored(event.data) as JsonObject,
      metadata: {
        eventId: `${stream}-event-${revision}`,
        schemaVersion: 1,
        commandId: `${stream}-command-${revision}`,
        correlationId: 'correlation-1',
        actor: actor('service_desk'),
        occurredAt,
        recordedAt: occurredAt,
        ...metadata,
      },
      hash: `hash-${revision}`,
    });
  });
}
