import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';

const text = Type.String({ minLength: 1, maxLength: 1_000 });
const prose = Type.String({ minLength: 1, maxLength: 65_536 });
const value = Type.Union([Type.String({ maxLength: 2_000 }), Type.Number(), Type.Boolean()]);
const attributes = Type.Record(Type.String({ minLength: 1, maxLength: 64 }), value);

export const CiRegisteredSchema = Type.Object({
  /** What people call it; it never changes, since incidents and changes name it so. */
  name: text,
  /** What kind of thing it is: a server, a program … */
  kind: Type.Optional(text),
  attributes,
  /** The change that brought it, where one did. */
  changeId: Type.Optional(text),
});
/** A configuration item (配置项) is on record (S4-18). */
export type CiRegistered = DomainEvent<'ci.registered', Static<typeof CiRegisteredSchema>>;

export const CiChangedSchema = Type.Object({
  changes: Type.Array(
    Type.Object({
      attribute: text,
      from: Type.Union([value, Type.Null()]),
      to: Type.Union([value, Type.Null()]),
    }),
    { minItems: 1 },
  ),
  reason: prose,
  /** The change request that was implemented; absent for a correction by hand (S1-34). */
  changeId: Type.Optional(text),
});
/** Its attributes are others now. */
export type CiChanged = DomainEvent<'ci.changed', Static<typeof CiChangedSchema>>;

export const CiRetiredSchema = Type.Object({ reason: prose });
/** It is out of use. */
export type CiRetired = DomainEvent<'ci.retired', Static<typeof CiRetiredSchema>>;

/** Everything that can happen to a configuration item. */
export type CiEvent = CiRegistered | CiChanged | CiRetired;

/** Wire name → shape of its data. */
export const ciEventSchemas = {
  'ci.registered': CiRegisteredSchema,
  'ci.changed': CiChangedSchema,
  'ci.retired': CiRetiredSchema,
} satisfies Record<CiEvent['type'], unknown>;
