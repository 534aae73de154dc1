import { Type, type Static } from 'typebox';
import { AssignmentSchema, DUPLICATE_POLICIES } from './assignment.js';
import { CalendarSchema } from './calendar.js';
import { CatalogueEntrySchema, MAX_CATALOGUE_ENTRIES } from './catalogue.js';
import { NotificationStrategySchema } from './notification-strategy.js';
import { closed, code, LabelsSchema } from './parts.js';

export * from './assignment.js';
export * from './calendar.js';
export * from './catalogue.js';
export { type Labels, LabelsSchema } from './parts.js';

const duration = Type.String({
  pattern: '^P(?!$)(\\d{1,5}D)?(T(?=\\d)(\\d{1,5}H)?(\\d{1,5}M)?)?$',
  description: 'ISO 8601 duration: PT15M, PT8H, P5D',
});

/** A code with its labels, and narrower codes below it. */
export const TermSchema = Type.Object(
  {
    code,
    labels: LabelsSchema,
    /** What falls under it, as the source documents put it (S1-67 … S1-87). */
    conditions: Type.Optional(Type.Array(Type.String())),
    children: Type.Optional(Type.Array(Type.Object({ code, labels: LabelsSchema }, closed))),
  },
  closed,
);
export type Term = Static<typeof TermSchema>;

/** The lists of a profile from which a choice may take its answers. */
export const OPTION_SOURCES = [
  'types',
  'categories',
  'subcategories',
  'causes',
  'priorities',
  'impactUrgencyLevels',
  'outcomes',
] as const;
export type OptionSource = (typeof OPTION_SOURCES)[number];

/** One field of a form. `known` fields have a meaning in the domain; the others are kept under `extra` (S2-12). */
export const FormFieldSchema = Type.Object(
  {
    name: code,
    labels: LabelsSchema,
    type: Type.Enum(['string', 'markdown', 'boolean', 'instant', 'number', 'choice']),
    required: Type.Optional(Type.Boolean()),
    /** Required only where another field of the form has this value, e.g. the escalation reason when not resolved (S0-66). */
    requiredWhen: Type.Optional(Type.Object({ field: code, is: Type.Union([Type.String(), Type.Boolean()]) }, closed)),
    maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_536 })),
    /** The answers of a choice that are this form's own. */
    options: Type.Optional(Type.Array(code, { minItems: 1 })),
    /** The list of the profile that holds the answers of a choice; `compileProfile` fills them in. */
    optionsFrom: Type.Optional(Type.Enum([...OPTION_SOURCES])),
    requirement: Type.Optional(Type.String()),
  },
  closed,
);
export type FormField = Static<typeof FormFieldSchema>;

export const FormSchema = Type.Object({ labels: LabelsSchema, fields: Type.Array(FormFieldSchema) }, closed);
export type Form = Static<typeof FormSchema>;

export const STAGE_KINDS = [
  'classification',
  'support',
  'change_application',
  'change_implementation',
  'resolution',
  'solution_record',
  'review',
  'assessment',
  'closing',
] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

/** A place where an incident waits for somebody: a node of the process graph. */
export const StageSchema = Type.Object(
  {
    code,
    /** The node's letter in the source document's flow graph, where it has one. */
    node: Type.Optional(Type.String()),
    labels: LabelsSchema,
    kind: Type.Enum([...STAGE_KINDS]),
    tier: code,
    /** The form that is filled in here. */
    form: Type.Optional(code),
    /** Who may fill it in (S0-43 … S0-52). */
    roles: Type.Array(code, { minItems: 1 }),
    /** Who else may escalate from here. */
    escalators: Type.Optional(Type.Array(code)),
  },
  closed,
);
export type Stage = Static<typeof StageSchema>;

/** What can move an incident from one stage to another. */
export const TRIGGERS = [
  'classified',
  'solution_implemented',
  'escalated',
  'change_needed',
  'change_requested',
  'change_implemented',
  'change_failed',
  'resolved',
  'solution_recorded',
  'reviewed',
  'assessed',
] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** An edge of the process graph. Every move that is not an edge is refused (S0-42). */
export const TransitionSchema = Type.Object({ from: code, on: Type.Enum([...TRIGGERS]), to: code }, closed);
export type Transition = Static<typeof TransitionSchema>;

export const SlaTargetSchema = Type.Object(
  {
    recordType: Type.Union([Type.Literal('incident'), Type.Literal('service_request')]),
    /** Absent: holds for every priority. */
    priority: Type.Optional(code),
    response: Type.Optional(duration),
    resolution: duration,
    calendar: code,
    requirement: Type.Optional(Type.String()),
  },
  closed,
);
export type SlaTarget = Static<typeof SlaTargetSchema>;

export const OutcomeSchema = Type.Object(
  {
    code,
    labels: LabelsSchema,
    /** Counts as successfully resolved (C9). */
    successful: Type.Boolean(),
    /** Is in the denominator of the resolution rate (C9). */
    counted: Type.Boolean(),
  },
  closed,
);

/** When an answer on a form sets the priority, whatever people chose (C6, S1-64, S1-65). */
export const PriorityRuleSchema = Type.Object(
  {
    code,
    labels: LabelsSchema,
    when: Type.Object({ field: code, is: Type.Union([Type.String(), Type.Boolean()]) }, closed),
    /** Only incidents of these priorities; absent: all less urgent than `raiseTo`. */
    from: Type.Optional(Type.Array(code, { minItems: 1 })),
    raiseTo: code,
    /** The incident also goes to the next tier, where its stage has an edge up (S1-64). */
    escalate: Type.Optional(Type.Boolean()),
    /** Local time by which the work must be done on the same day; when that has passed, on the next. */
    sameDayBy: Type.Optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })),
    requirement: Type.Optional(Type.String()),
  },
  closed,
);
export type PriorityRule = Static<typeof PriorityRuleSchema>;

/** How SLA clocks are read, where the source documents leave it open. */
export const SlaPolicySchema = Type.Object(
  {
    /** The instant at which the clocks start (C22). */
    startsAt: Type.Enum(['reported', 'discovered', 'recorded']),
    /** The target by which a resolution is judged when the priority changed on the way (C10). */
    judgedBy: Type.Enum(['target_at_resolution', 'target_of_each_segment']),
    /** A workaround ends the resolution clock (C19). */
    workaroundEndsResolution: Type.Boolean(),
    /** Shares of the target, in per cent, at which the desk is warned before the breach (S1-11). */
    warnAtPercent: Type.Array(Type.Integer({ minimum: 1, maximum: 99 })),
  },
  closed,
);
export type SlaPolicy = Static<typeof SlaPolicySchema>;

/** How one service desk works: everything that differs between desks, as data. One version of it never changes. */
export const ProcessProfileSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
    labels: LabelsSchema,
    /** Document control (S1-01). */
    document: Type.Object(
      {
        id: Type.String(),
        version: Type.String(),
        date: Type.String(),
        author: Type.String(),
        reviewer: Type.String(),
      },
      closed,
    ),
    /** IANA zone in which days, months and working hours are counted. */
    timeZone: Type.String(),
    roles: Type.Array(Type.Object({ code, labels: LabelsSchema }, closed), { minItems: 1 }),
    /** Lines of support, lowest first. */
    tiers: Type.Array(
      Type.Object(
        {
          code,
          labels: LabelsSchema,
          /** First, second or third line: resolution rates are told by it (S0-93). */
          line: Type.Integer({ minimum: 1, maximum: 9 }),
        },
        closed,
      ),
      { minItems: 1 },
    ),
    stages: Type.Array(StageSchema, { minItems: 1 }),
    /** The stage of an incident that was just recorded, and the form by which it is recorded. */
    entry: Type.Object({ stage: code, form: code }, closed),
    transitions: Type.Array(TransitionSchema, { minItems: 1 }),
    forms: Type.Record(code, FormSchema, closed),
    /** Which roles may send which command: the role × command matrix. A command that is not listed is refused to all. */
    permissions: Type.Record(code, Type.Array(code), closed),
    /** Whoever has no other roles than these sees in queues only what lies with a group of his, or with none yet. */
    ownGroupOnly: Type.Optional(Type.Array(code)),
    types: Type.Array(TermSchema, { minItems: 1 }),
    categories: Type.Array(TermSchema),
    causes: Type.Array(TermSchema),
    sources: Type.Array(TermSchema, { minItems: 1 }),
    channels: Type.Array(TermSchema, { minItems: 1 }),
    /** Most urgent first. Codes are canonical: P1 … P4 (C1). */
    priorities: Type.Array(TermSchema, { minItems: 1 }),
    /** Impact × urgency → priority, where the profile derives it (C6). */
    priorityMatrix: Type.Optional(
      Type.Object(
        {
          levels: Type.Array(code, { minItems: 1 }),
          /** `table[impact][urgency]` */
          table: Type.Record(code, Type.Record(code, code, closed), closed),
        },
        closed,
      ),
    ),
    priorityRules: Type.Optional(Type.Array(PriorityRuleSchema)),
    slaTargets: Type.Array(SlaTargetSchema),
    /** Absent: reported, target at resolution, a workaround does not end the clock, no warnings. */
    slaPolicy: Type.Optional(SlaPolicySchema),
    /** The same symptom at this many reporting units is a system bug (S1-79). */
    systemBugUnits: Type.Optional(Type.Integer({ minimum: 2 })),
    calendars: Type.Array(CalendarSchema, { minItems: 1 }),
    /** Why an incident may wait, and whether its clocks wait too (C27). */
    pauseReasons: Type.Array(
      Type.Object(
        {
          code: Type.Enum(['user', 'supplier', 'change', 'problem']),
          labels: LabelsSchema,
          pausesClocks: Type.Boolean(),
        },
        closed,
      ),
    ),
    closing: Type.Object(
      {
        outcomes: Type.Array(OutcomeSchema, { minItems: 1 }),
        /** By source: who has to confirm before closing (C17). */
        confirmation: Type.Record(code, Type.Enum(['user', 'evidence', 'none']), closed),
        /** A follow-up within this time of closing is on time (C11). */
        followUpWithin: duration,
        /** How long after he was to confirm the reporter is reminded (S0-33, S1-40), in the first calendar with hours. */
        confirmationReminders: Type.Optional(Type.Array(duration, { maxItems: 10 })),
        /** When the desk is to ask him itself. */
        handToDeskAfter: Type.Optional(duration),
        /** When silence counts as yes. Absent: never (S1-41, C17). */
        confirmAutomaticallyAfter: Type.Optional(duration),
      },
      closed,
    ),
    /** The first of these that happens to an incident is its first response (S0-91). */
    firstResponse: Type.Array(Type.Enum([...TRIGGERS]), { minItems: 1 }),
    majorIncident: Type.Object({ priorities: Type.Array(code), types: Type.Array(code) }, closed),
    /** How far back a command may date what it reports, and still need no importer's right (C22). */
    backdating: Type.Object({ limit: duration }, closed),
    /** How incidents are assigned by themselves (S4-46). Absent: people do it. */
    assignment: Type.Optional(AssignmentSchema),
    /** What repeats an open incident is linked to it, or marked as its duplicate (S1-07, S1-77). Absent: `link`. */
    duplicates: Type.Optional(Type.Enum([...DUPLICATE_POLICIES])),
    /**
     * For how long what is personal is kept once a person's incidents are over. The first rule that an incident falls under
     * holds for it; whoever has an incident under none, or one that is not over, is kept.
     */
    retention: Type.Optional(
      Type.Array(
        Type.Object(
          {
            code,
            labels: LabelsSchema,
            /** Only incidents of these types; absent: all that no rule before has. */
            types: Type.Optional(Type.Array(code, { minItems: 1 })),
            /** Counted from when it was closed or cancelled. */
            keptFor: Type.String({
              pattern: '^P(?!$)(\\d{1,3}Y)?(\\d{1,3}M)?(\\d{1,5}D)?$',
              description: 'P24M, P3Y, P90D',
            }),
          },
          closed,
        ),
        { maxItems: 50 },
      ),
    ),
    /** The service catalogue: what can be chosen when an incident is recorded (S2-07, S2-15 … S2-17). Absent: nothing. */
    catalogue: Type.Optional(Type.Array(CatalogueEntrySchema, { maxItems: MAX_CATALOGUE_ENTRIES })),
    /** How articles of the knowledge base are looked after (S1-25). Absent: reviewed every 12 months. */
    knowledge: Type.Optional(Type.Object({ reviewAfterMonths: Type.Integer({ minimum: 1, maximum: 120 }) }, closed)),
    /** Who is told of what, and how (S2-13). */
    notifications: NotificationStrategySchema,
    kpis: Type.Array(
      Type.Object(
        {
          code,
          labels: LabelsSchema,
          formula: Type.String(),
          period: Type.Enum(['month', 'quarter', 'year']),
          owner: Type.String(),
          requirement: Type.String(),
          /** The figure to reach, in per cent (S1-15, S4-67). */
          target: Type.Optional(Type.Number()),
          /** How we read the formula (C8 … C11). */
          note: Type.Optional(Type.String()),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type ProcessProfile = Static<typeof ProcessProfileSchema>;
/** For how long what is personal is kept. */
export type RetentionRule = NonNullable<ProcessProfile['retention']>[number];

/** Names one version of one profile. */
export interface ProfileReference {
  readonly name: string;
  /** From 1. */
  readonly version: number;
}
