import { Type, type Static } from 'typebox';

/** What a status of the source comes to. */
export const TARGET_STATUSES = [
  'new',
  'in_progress',
  'pending:user',
  'pending:supplier',
  'pending:change',
  'pending:problem',
  'resolved',
  'closed',
  'cancelled',
] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];

/** The details of an incident that a mapping can fill in. */
export const DETAIL_FIELDS = [
  'title',
  'description',
  'type',
  'reporter',
  'contact',
  'reportingUnit',
  'customer',
  'contract',
  'category',
  'subcategory',
  'impact',
  'urgency',
  'impactScope',
  'affectedCi',
  'symptom',
  'handlingTeam',
] as const;
export type DetailField = (typeof DETAIL_FIELDS)[number];

/** Why a command was sent, where the process asks for a reason that the source does not give. */
export const TEXTS = [
  'assignment',
  'cancellation',
  'classification',
  'correction',
  'diagnosis',
  'escalation',
  'evidence',
  'handling',
  'priority',
  'rejection',
  'solution',
] as const;
export type TextName = (typeof TEXTS)[number];

const strict = { additionalProperties: false } as const;
/** `constant`, `{column}`, `{column|what to write when it is absent}`, or any text around them. */
const template = Type.String({ minLength: 1, maxLength: 2_000 });
const values = <const T extends string>(targets?: readonly T[]) =>
  Type.Record(Type.String(), targets === undefined ? Type.String({ minLength: 1 }) : Type.Enum([...targets]));

const field = Type.Union([
  template,
  Type.Object(
    {
      from: template,
      /** Source value (in any case) → target value. A value that is not listed and has no default rejects the row. */
      values: Type.Optional(values()),
      default: Type.Optional(Type.String({ minLength: 1 })),
    },
    strict,
  ),
]);
const instant = Type.Union([
  template,
  Type.Object(
    {
      from: template,
      /** The column holds its final value on every row: what lies behind the row's own time is not known yet. */
      notAfterRow: Type.Optional(Type.Boolean()),
    },
    strict,
  ),
]);

const details = Object.fromEntries(DETAIL_FIELDS.map((name) => [name, Type.Optional(field)])) as Record<
  DetailField,
  ReturnType<typeof Type.Optional<typeof field>>
>;
const texts = Object.fromEntries(TEXTS.map((name) => [name, Type.Optional(template)])) as Record<
  TextName,
  ReturnType<typeof Type.Optional<typeof template>>
>;

/** How the rows of an audit log are understood: `mappings/*.yaml`. */
export const MappingSchema = Type.Object(
  {
    /** Part of every id that the import makes: the same log under another name is another import. */
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
    description: Type.Optional(Type.String()),
    csv: Type.Optional(
      Type.Object(
        {
          delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
          encoding: Type.Optional(Type.Enum(['utf-8', 'latin1', 'utf-16le'])),
        },
        strict,
      ),
    ),
    /** The columns that tell cases apart. */
    case: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 8 }),
    /** Columns that a file may lack. Every other column that the mapping names must be there. */
    optional: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    /** Values that mean: not known. */
    absent: Type.Optional(Type.Array(Type.String())),
    times: Type.Object(
      {
        /** IANA zone of times that carry no offset. */
        zone: Type.String({ minLength: 1 }),
        /** Luxon formats, tried in order; `ISO` is ISO 8601. */
        formats: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 16 }),
        /** A time before one that it must follow is set to that one (`clamp`), or its row is rejected. */
        contradictions: Type.Optional(Type.Enum(['clamp', 'reject'])),
      },
      strict,
    ),
    row: Type.Object({ at: template, actor: Type.Optional(template) }, strict),
    incident: Type.Object(
      {
        ...details,
        description: field,
        type: field,
        reporter: field,
        contact: field,
        source: field,
        channel: field,
        priority: Type.Optional(field),
        recordType: Type.Optional(field),
        discoveredAt: Type.Optional(instant),
        reportedAt: Type.Optional(instant),
        /** The name of the system that the log comes from: incidents are marked with it and their id there. */
        system: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      },
      strict,
    ),
    status: Type.Object(
      {
        from: template,
        values: values(TARGET_STATUSES),
        /** What becomes of a row whose status is not listed. */
        unknown: Type.Optional(Type.Enum(['reject', 'keep'])),
      },
      strict,
    ),
    assignment: Type.Optional(Type.Object({ group: Type.Optional(field), engineer: Type.Optional(field) }, strict)),
    tier: Type.Optional(
      Type.Object(
        {
          from: template,
          /** The first pattern (a regular expression, in any case) that fits gives the tier; none: the tier stays. */
          patterns: Type.Array(
            Type.Object({ matches: Type.String({ minLength: 1 }), tier: Type.String({ minLength: 1 }) }, strict),
          ),
        },
        strict,
      ),
    ),
    resolution: Type.Optional(
      Type.Object(
        { resolvedAt: Type.Optional(instant), supporter: Type.Optional(field), cause: Type.Optional(field) },
        strict,
      ),
    ),
    closing: Type.Object({ closedAt: Type.Optional(instant), outcome: field, feedback: Type.Optional(field) }, strict),
    texts: Type.Optional(Type.Object(texts, strict)),
  },
  strict,
);

/** A mapping as its file says it. */
export type Mapping = Static<typeof MappingSchema>;
export type FieldMapping = Static<typeof field>;
export type InstantMapping = Static<typeof instant>;
