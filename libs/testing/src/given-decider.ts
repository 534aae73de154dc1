import { expect } from '@jest/globals';
import {
  type Command,
  type Decider,
  DomainError,
  type DomainEvent,
  type Instant,
  type JsonObject,
} from '@evidesk/kernel';
import { NOW } from './fixed.js';
import { frozen, stored } from './frozen.js';

/** What is expected of a refusal, besides its code. */
export interface Refusal {
  readonly kind?: DomainError['kind'];
  readonly details?: JsonObject;
  /** The pointers of the fields that are wrong, with the codes: `/reason required`. */
  readonly fields?: readonly string[];
}

/** What a command came to. */
export class Outcome<E extends DomainEvent> {
  constructor(private readonly run: () => readonly E[]) {}

  /** These events and no others, compared whole. Events must survive JSON unchanged. */
  then(...events: readonly E[]): void {
    const emitted = this.run();
    expect(stored(emitted)).toEqual(stored(events));
  }

  /** The events, for a look at one of them. */
  events(): readonly E[] {
    return this.run();
  }

  /** Nothing: there is nothing to do. */
  nothing(): void {
    expect(this.run()).toEqual([]);
  }

  /** A refusal with this code. */
  refused(code: string, expected: Refusal = {}): void {
    const error = this.error();
    expect(error).toBeInstanceOf(DomainError);
    const { kind, code: actual, details, fieldErrors } = error as DomainError;
    expect(actual).toBe(code);
    if (expected.kind !== undefined) expect(kind).toBe(expected.kind);
    if (expected.details !== undefined) expect(details).toEqual(expected.details);
    if (expected.fields !== undefined) {
      expect(fieldErrors.map((field) => `${field.pointer} ${field.code}`).sort()).toEqual([...expected.fields].sort());
    }
  }

  /** The refusal's code, `undefined` when the command is accepted. */
  code(): string | undefined {
    const error = this.error();
    if (error === undefined) return undefined;
    if (!(error instanceof DomainError)) throw error as Error;
    return error.code;
  }

  private error(): unknown {
    try {
      this.run();
      return undefined;
    } catch (error) {
      return error;
    }
  }
}

/** The state after events that all occurred at one instant. */
export function fold<C extends Command, E extends DomainEvent, S>(
  decider: Decider<C, E, S>,
  events: readonly E[],
  occurredAt: Instant = NOW,
): S {
  return events.reduce((state, event) => frozen(decider.evolve(state, event, occurredAt)), decider.initial);
}

/** `given(events).when(command).then(events)`, for a decider. */
export function givenDecider<C extends Command, E extends DomainEvent, S>(decider: Decider<C, E, S>) {
  return (...events: readonly E[]) => ({
    when: (command: C) => new Outcome(() => decider.decide(frozen(command), fold(decider, events))),
  });
}
