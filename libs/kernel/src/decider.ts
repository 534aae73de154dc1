import type { Command } from './command.js';
import type { DomainEvent } from './event.js';
import type { Instant } from './time.js';

/** A pure state machine: the whole of an aggregate's behaviour. */
export interface Decider<C extends Command, E extends DomainEvent, S> {
  readonly initial: S;
  /** What follows from a command; `[]` when there is nothing to do. Throws `DomainError` when the command is refused. */
  decide(command: C, state: S): readonly E[];
  /** The state after an event that occurred at an instant. Never throws; ignores types that it does not know. */
  evolve(state: S, event: E, occurredAt: Instant): S;
}
