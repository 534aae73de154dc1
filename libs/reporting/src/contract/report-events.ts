import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';

const text = Type.String({ minLength: 1, maxLength: 200 });
const whole = Type.Integer();
const numberOrNull = Type.Union([Type.Number(), Type.Null()]);

/**
 * A figure in brief: a count; a quotient as numerator, denominator, value; a percentile as count, value, and the bounds
 * between which it lies.
 */
const figure = Type.Union([
  Type.Integer(),
  Type.Tuple([Type.Number(), whole, numberOrNull]),
  Type.Tuple([whole, numberOrNull, numberOrNull, numberOrNull]),
]);
const figures = Type.Record(Type.String(), figure);

/** How many values of a dimension are frozen, those with most incidents first. */
export const MAX_FROZEN_GROUPS = 150;

export const ReportFrozenSchema = Type.Object({
  month: Type.String({ pattern: '^\\d{4}-\\d\\d$' }),
  /** Every event up to here is in the figures, and none behind it. */
  position: Type.String(),
  /** The version of the profile whose catalogue was in force. */
  profile: Type.Object({ name: text, version: Type.Integer({ minimum: 0 }) }),
  /** The version of the formulas. */
  formulas: Type.Integer({ minimum: 1 }),
  figures,
  backlog: Type.Object({
    month: text,
    open: whole,
    byAge: Type.Array(Type.Object({ age: text, open: whole })),
  }),
  /** Dimension → its values with their figures. */
  groups: Type.Record(
    Type.String(),
    Type.Array(Type.Object({ value: Type.String(), figures }), { maxItems: MAX_FROZEN_GROUPS }),
  ),
});
export type BriefFigure = Static<typeof figure>;
export type BriefFigures = Static<typeof figures>;

/** The report of a month that has ended was made final; what comes later is a correction (S1-39). */
export type ReportFrozen = DomainEvent<'report.frozen', Static<typeof ReportFrozenSchema>>;
export type ReportEvent = ReportFrozen;

/** Wire name → shape of its data. */
export const reportEventSchemas = { 'report.frozen': ReportFrozenSchema } satisfies Record<
  ReportEvent['type'],
  unknown
>;
