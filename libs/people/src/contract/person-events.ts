import type { DomainEvent } from '@evidesk/kernel';
import { type Static, Type } from 'typebox';

const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
const reason = Type.String({ minLength: 1, maxLength: 1_000 });
/** The actor's id: a second person is told from the first by it. */
const by = Type.String({ minLength: 1, maxLength: 1_000 });
const count = Type.Integer({ minimum: 0 });

export const ErasureRequestedSchema = Type.Object({
  by,
  /** Why. It is kept: nothing personal belongs here. */
  reason,
  /** The retention rule of the process profile that asks for it; absent: a person does. */
  rule: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  /** Until when somebody else may approve it; a rule needs nobody. */
  expiresAt: Type.Optional(instant),
});
/** All that is personal of somebody is to be erased. */
export type ErasureRequested = DomainEvent<'person.erasure-requested', Static<typeof ErasureRequestedSchema>>;

export const ErasureApprovedSchema = Type.Object({
  by,
  /** Keys up to this generation are destroyed: what comes in later is no part of it. */
  generation: Type.Integer({ minimum: 1 }),
  /** The retention rule that needed nobody's approval. */
  rule: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  note: Type.Optional(reason),
});
/** A second person, or the rule, approved it: from here on it is carried out, and can't be taken back. */
export type ErasureApproved = DomainEvent<'person.erasure-approved', Static<typeof ErasureApprovedSchema>>;

export const ErasureRefusedSchema = Type.Object({ by, reason });
/** A second person refused it. */
export type ErasureRefused = DomainEvent<'person.erasure-refused', Static<typeof ErasureRefusedSchema>>;

export const ErasureWithdrawnSchema = Type.Object({ by, reason: Type.Optional(reason) });
/** It is not wanted any more. */
export type ErasureWithdrawn = DomainEvent<'person.erasure-withdrawn', Static<typeof ErasureWithdrawnSchema>>;

export const PersonErasedSchema = Type.Object({
  /** How many keys were destroyed, of how many incidents the person was the reporter, how many attached files are gone. */
  keys: count,
  incidents: count,
  files: count,
  /** The views that were built anew. */
  views: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100 }),
});
/** Done: no key, no view, no file of the desk holds it. */
export type PersonErased = DomainEvent<'person.erased', Static<typeof PersonErasedSchema>>;

/** Everything that can happen to what the desk keeps of a person. */
export type PersonEvent = ErasureRequested | ErasureApproved | ErasureRefused | ErasureWithdrawn | PersonErased;

/** Wire name → shape of its data. Streams `person-<id>`. */
export const personEventSchemas = {
  'person.erasure-requested': ErasureRequestedSchema,
  'person.erasure-approved': ErasureApprovedSchema,
  'person.erasure-refused': ErasureRefusedSchema,
  'person.erasure-withdrawn': ErasureWithdrawnSchema,
  'person.erased': PersonErasedSchema,
} satisfies Record<PersonEvent['type'], unknown>;
