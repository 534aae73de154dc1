import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;
const codes = Type.Union([
  Type.String({ minLength: 1, maxLength: 64 }),
  Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 16 }),
]);
const from = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 32 });

const codeRule = Type.Object(
  {
    /** The facts that are looked at: the first that is there counts. */
    from: Type.Optional(from),
    /** Fact (in any case) → code, or codes of which the profile's first counts. */
    values: Type.Optional(Type.Record(Type.String(), codes)),
    otherwise: codes,
  },
  closed,
);
const textRule = Type.Object(
  { from: Type.Optional(from), otherwise: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) },
  closed,
);
const optional = Type.Optional;

/** How what comes in from outside becomes the record of an incident: `mappings/inbound/*.yaml`. */
export const InboundMappingSchema = Type.Object(
  {
    name: Type.Enum(['alertmanager', 'email']),
    codes: Type.Object(
      {
        type: codeRule,
        source: codeRule,
        channel: codeRule,
        priority: optional(codeRule),
        impact: optional(codeRule),
        urgency: optional(codeRule),
        category: optional(codeRule),
      },
      closed,
    ),
    texts: Type.Object(
      {
        reporter: textRule,
        contact: textRule,
        title: optional(textRule),
        reportingUnit: optional(textRule),
        customer: optional(textRule),
        contract: optional(textRule),
        impactScope: optional(textRule),
        affectedCi: optional(textRule),
        symptom: optional(textRule),
        handlingTeam: optional(textRule),
      },
      closed,
    ),
  },
  closed,
);

/** A mapping as its file says it. */
export type InboundMapping = Static<typeof InboundMappingSchema>;
export type InboundName = InboundMapping['name'];
export type CodeRule = Static<typeof codeRule>;
export type TextRule = Static<typeof textRule>;
