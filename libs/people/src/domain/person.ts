import { type Command, DomainError, type Instant } from '@evidesk/kernel';
import type { ErasureRequested, PersonErased, PersonEvent } from '../contract/person-events.js';

/** For so long a request waits for a second person. */
export const APPROVAL_DAYS = 14;
const DAY_MS = 86_400_000;

/** Where the erasure of a person stands. */
export interface Erasure {
  readonly status: 'requested' | 'approved' | 'refused' | 'withdrawn' | 'erased';
  readonly reason: string;
  readonly rule?: string;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly expiresAt?: Instant;
  /** Who approved, refused or withdrew it, and when. */
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
  readonly decision?: string;
  /** Keys up to this generation are to be destroyed. */
  readonly generation?: number;
  readonly erasedAt?: Instant;
  readonly result?: PersonErased['data'];
}

export type PersonState = { readonly status: 'none' } | Erasure;

export const NOBODY: PersonState = { status: 'none' };

interface Commands {
  /** `generation`: the newest of the person's keys; absent where there is none, and so nothing to erase. */
  RequestErasure: { readonly reason: string; readonly generation?: number };
  /** Asked for by a retention rule, which needs no second person. */
  RequestErasureByRule: { readonly reason: string; readonly rule: string; readonly generation?: number };
  ApproveErasure: { readonly note?: string; readonly generation?: number };
  RefuseErasure: { readonly reason: string };
  WithdrawErasure: { readonly reason?: string };
  RecordErasure: PersonErased['data'];
}

export type PersonCommandType = keyof Commands;
export type PersonCommand<T extends PersonCommandType = PersonCommandType> = {
  [K in T]: Command<K, Commands[K]>;
}[T];

/**
 * What follows from a command.
 * @throws DomainError `person.nothing-to-erase`, `person.erasure-pending`, `person.erasure-under-way`,
 * `person.no-erasure-requested`, `person.erasure-expired`, `person.same-person`
 */
export function decidePerson(command: PersonCommand, state: PersonState): readonly PersonEvent[] {
  const { recordedAt: now, actor } = command.metadata;
  const by = actor.id;
  switch (command.type) {
    case 'RequestErasure': {
      mustBeFree(state, now);
      mustHaveKey(command.data.generation);
      return [requested({ by, reason: command.data.reason, expiresAt: expiryOf(now) })];
    }
    case 'RequestErasureByRule': {
      const { reason, rule, generation } = command.data;
      // Whatever people have asked for meanwhile, or was erased already, is theirs.
      if (generation === undefined || state.status === 'approved') return [];
      return [requested({ by, reason, rule }), { type: 'person.erasure-approved', data: { by, generation, rule } }];
    }
    case 'ApproveErasure': {
      const { note, generation } = command.data;
      mustBeSecond(mustWait(state, now), by);
      mustHaveKey(generation);
      return [{ type: 'person.erasure-approved', data: { by, generation, ...(note !== undefined && { note }) } }];
    }
    case 'RefuseErasure':
      mustBeSecond(mustWait(state, now), by);
      return [{ type: 'person.erasure-refused', data: { by, ...command.data } }];
    case 'WithdrawErasure':
      mustWait(state, now);
      return [{ type: 'person.erasure-withdrawn', data: { by, ...command.data } }];
    case 'RecordErasure':
      return state.status === 'approved' ? [{ type: 'person.erased', data: command.data }] : [];
  }
}

/** The erasure after an event. Ignores events that it does not know, or that can't have happened. */
export function evolvePerson(state: PersonState, event: PersonEvent, at: Instant): PersonState {
  if (event.type === 'person.erasure-requested') {
    const { by: requestedBy, ...data } = event.data;
    return { status: 'requested', requestedBy, requestedAt: at, ...data };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'person.erasure-approved': {
      const { by: decidedBy, generation, note } = event.data;
      return {
        ...state,
        status: 'approved',
        decidedBy,
        decidedAt: at,
        generation,
        ...(note !== undefined && { decision: note }),
      };
    }
    case 'person.erasure-refused':
      return { ...state, status: 'refused', decidedBy: event.data.by, decidedAt: at, decision: event.data.reason };
    case 'person.erasure-withdrawn':
      return {
        ...state,
        status: 'withdrawn',
        decidedBy: event.data.by,
        decidedAt: at,
        ...(event.data.reason !== undefined && { decision: event.data.reason }),
      };
    case 'person.erased':
      return { ...state, status: 'erased', erasedAt: at, result: event.data };
    default:
      return state;
  }
}

/** Whether a request waits for a second person no more, since its time is up. */
export const isExpired = ({ status, expiresAt }: Erasure, now: Instant): boolean =>
  status === 'requested' && expiresAt !== undefined && expiresAt <= now;

const requested = (data: ErasureRequested['data']): ErasureRequested => ({ type: 'person.erasure-requested', data });

const expiryOf = (now: Instant): Instant => new Date(Date.parse(now) + APPROVAL_DAYS * DAY_MS).toISOString();

function mustBeFree(state: PersonState, now: Instant): void {
  if (state.status === 'approved')
    throw new DomainError('conflict', 'person.erasure-under-way', 'the erasure was approved and is being carried out');
  if (state.status === 'requested' && !isExpired(state, now))
    throw new DomainError('conflict', 'person.erasure-pending', 'an erasure waits for its approval already', {
      requestedAt: state.requestedAt,
    });
}

function mustHaveKey(generation: number | undefined): asserts generation is number {
  if (generation === undefined)
    throw new DomainError('conflict', 'person.nothing-to-erase', 'nothing personal is kept: the person is erased');
}

function mustWait(state: PersonState, now: Instant): Erasure {
  if (state.status === 'approved')
    throw new DomainError('conflict', 'person.erasure-under-way', 'the erasure was approved and is being carried out');
  if (state.status !== 'requested')
    throw new DomainError('conflict', 'person.no-erasure-requested', 'no erasure waits for a decision');
  if (isExpired(state, now))
    throw new DomainError('conflict', 'person.erasure-expired', 'the request was not approved in time: make it anew');
  return state;
}

function mustBeSecond({ requestedBy }: Erasure, actor: string): void {
  if (requestedBy === actor)
    throw new DomainError('forbidden', 'person.same-person', 'somebody else than who asked for it has to decide');
}
