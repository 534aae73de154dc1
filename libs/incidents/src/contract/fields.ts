import { Type, type TSchema } from 'typebox';

/** A code of one of the profile's lists. */
export const code = Type.String({ minLength: 1, maxLength: 64 });
/** One line. */
export const text = Type.String({ minLength: 1, maxLength: 1_000 });
/** Markdown. */
export const prose = Type.String({ minLength: 1, maxLength: 65_536 });
export const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
/** Fields that a profile added to a form (S2-12). */
export const extra = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]));
/** A move along an edge of the process graph. */
export const move = Type.Object({
  from: code,
  to: code,
  /** The tier that has it now. */
  tier: code,
  /** The roles that are to act now (S2-20). */
  waitsFor: Type.Array(code),
});
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);
