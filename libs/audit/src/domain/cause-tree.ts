/** What is known of an event's place among its causes. */
export interface Caused {
  readonly id: string;
  readonly commandId: string;
  readonly causationId?: string;
  readonly actor: string;
  readonly occurredAt: string;
  /** `recordedAt/position` */
  readonly at: string;
}

/** By which way an event came about: somebody's request, a process manager that reacted, or a deadline of one that came. */
export interface Origin {
  readonly by: 'request' | 'process' | 'deadline';
  /** The process manager. */
  readonly process?: string;
}

const PROCESS = 'process:';

/**
 * By which way an event came about. A process manager's command is about the moment at which it is sent, unless a
 * deadline made it: then it is about the deadline's instant.
 */
export function originOf({ actor, occurredAt, at }: Caused): Origin {
  if (!actor.startsWith(PROCESS)) return { by: 'request' };
  const process = actor.slice(PROCESS.length);
  return at.startsWith(`${occurredAt}/`) ? { by: 'process', process } : { by: 'deadline', process };
}

/** Who caused whom among events. */
export class CauseIndex<E extends Caused> {
  private readonly byId = new Map<string, E>();
  /** The first event of each command. */
  private readonly byCommand = new Map<string, E>();
  private readonly effects = new Map<string, E[]>();

  /** @param events in the order in which they were recorded */
  constructor(events: readonly E[]) {
    for (const event of events) {
      this.byId.set(event.id, event);
      if (!this.byCommand.has(event.commandId)) this.byCommand.set(event.commandId, event);
      if (event.causationId === undefined || event.causationId === event.commandId) continue;
      const siblings = this.effects.get(event.causationId);
      if (siblings === undefined) this.effects.set(event.causationId, [event]);
      else siblings.push(event);
    }
  }

  /** The event that made someone send the command of this one; a cause may be named by its command too. */
  causeOf({ causationId, commandId }: E): E | undefined {
    if (causationId === undefined || causationId === commandId) return undefined;
    return this.byId.get(causationId) ?? this.byCommand.get(causationId);
  }

  /** What an event made others do, in order. What names the command as its cause follows the command's first event. */
  effectsOf({ id, commandId }: E): readonly E[] {
    const own = this.effects.get(id) ?? [];
    const ofCommand = this.byCommand.get(commandId)?.id === id ? (this.effects.get(commandId) ?? []) : [];
    return [...own, ...ofCommand];
  }
}
