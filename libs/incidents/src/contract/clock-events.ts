import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { code, instant, optional, text } from './fields.js';

/** `resolution` is the fulfilment of a service request; `cut_off` is the day's end of a priority rule (S1-65). */
export const CLOCKS = ['response', 'resolution', 'cut_off'] as const;
export type ClockName = (typeof CLOCKS)[number];
const clock = Type.Enum([...CLOCKS]);
const percent = Type.Integer({ minimum: 1, maximum: 99 });

/** A clock as it is set. It replaces the earlier setting of the same clock. */
export const ClockSettingSchema = Type.Object({
  clock,
  /** ISO 8601, as the target has it. A cut-off has none, nor a calendar. */
  duration: optional(text),
  calendar: optional(code),
  startedAt: instant,
  /** The last instant that keeps the target; pauses that have ended put it off (C27). */
  dueAt: instant,
  /** The warnings that are still to come, by share of the target (S1-11). */
  warnings: Type.Array(Type.Object({ percent, at: instant })),
  /** The instant that was told as a breach, where the target stays broken. */
  breachedAt: optional(instant),
  /** What went before, when the target changed on the way (C10). */
  earlier: optional(
    Type.Object({
      /** The shares of their targets that the earlier segments used, added up; a billion is a whole target. */
      usedBillionths: Type.Integer({ minimum: 0 }),
      /** Working time of the earlier segments by this calendar, in ms. */
      workingMs: Type.Integer({ minimum: 0 }),
    }),
  ),
});
export type ClockSetting = Static<typeof ClockSettingSchema>;

/** Clocks that an event starts, resumes or sets anew. */
export const clocks = optional(Type.Array(ClockSettingSchema));
/** Clocks that no target holds any more. */
export const withoutTarget = optional(Type.Array(clock));
/** How long the clocks stood still, by calendar, in ms of its working time (C27). */
export const pausedMs = optional(Type.Record(Type.String(), Type.Integer({ minimum: 0 })));

/** The target in force, and whether it was kept. */
export const target = Type.Object({ duration: text, calendar: code, dueAt: instant, met: Type.Boolean() });
export type SlaTargetJudged = Static<typeof target>;

const figure = Type.Object({
  /** Working time used, in thousandths of the target, rounded up. */
  usedPermille: Type.Integer({ minimum: 0 }),
  met: Type.Boolean(),
});
/** How a resolution target was kept, both ways (C10); all absent where the profile sets none (S4-25). */
export const judgement = {
  /** `met` follows the figure by which the profile judges. */
  target: optional(target),
  /** By the target in force at resolution. */
  atResolution: optional(figure),
  /** By the target of each segment: the shares used of them, added up, are at most one. */
  bySegments: optional(figure),
};
export const JudgementSchema = Type.Object(judgement);
export type Judgement = Static<typeof JudgementSchema>;

export const SlaWarnedSchema = Type.Object({ clock, percent, at: instant, dueAt: instant });
/** So much of a target's time has passed (S1-11). `at` is when it had, however late it was noticed. */
export type SlaWarned = DomainEvent<'incident.sla-warned', Static<typeof SlaWarnedSchema>>;

export const SlaBreachedSchema = Type.Object({ clock, dueAt: instant, tier: code, priority: code });
/** A target's time has passed, `dueAt` was its last instant. `tier` and `priority` are those of the incident then. */
export type SlaBreached = DomainEvent<'incident.sla-breached', Static<typeof SlaBreachedSchema>>;

/** When the reporter is reminded to confirm, and what follows when he does not (C17, S1-41). */
export const awaited = optional(
  Type.Object({
    reminders: Type.Array(instant),
    handOverAt: optional(instant),
    confirmAt: optional(instant),
    /** How long he has had by `confirmAt`: ISO 8601. */
    confirmAfter: optional(text),
  }),
);

export const ConfirmationRemindedSchema = Type.Object({ count: Type.Integer({ minimum: 1 }), dueAt: instant });
/** The reporter is to be reminded that he has to confirm; the `count`th time (S0-33, S1-40). */
export type ConfirmationReminded = DomainEvent<
  'incident.confirmation-reminded',
  Static<typeof ConfirmationRemindedSchema>
>;

export const ConfirmationHandedOverSchema = Type.Object({ dueAt: instant, waitsFor: Type.Array(code) });
/** The reporter did not answer in time: the desk, `waitsFor`, is to ask him (S0-33, C17). */
export type ConfirmationHandedOver = DomainEvent<
  'incident.confirmation-handed-over',
  Static<typeof ConfirmationHandedOverSchema>
>;
