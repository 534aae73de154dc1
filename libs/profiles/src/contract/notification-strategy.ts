import { Type, type Static } from 'typebox';
import { closed, code } from './parts.js';

/** What can happen to an incident that somebody may want to be told of. */
export const OCCASIONS = [
  'recorded',
  'classified',
  'assigned',
  /** It went to the next line of support (S1-45). */
  'escalated',
  /** It was brought to the management's attention, where it stands (S0-30, S1-06). */
  'escalated_to_management',
  'priority_changed',
  'sla_warned',
  'sla_breached',
  'declared_major',
  /** It waits for its reporter. */
  'put_on_hold',
  /** It is solved, and the reporter is asked to confirm (C17). */
  'resolved',
  'confirmation_reminded',
  'confirmation_handed_over',
  'closed',
  /** The reporter says that it is not solved. */
  'rejected',
  'change_failed',
  /** The second line has asked others for help by the coordination form (S1-45). */
  'coordination_raised',
  'commented',
] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** The languages in which people are written to: those of the labels. */
export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

/** The ways by which somebody is told (S4-52). */
export const NOTIFICATION_CHANNELS = ['email', 'in_app', 'webhook'] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

/**
 * Recipients that depend on the incident; every other recipient is a role of the profile. The owner is the engineer, or
 * else the group, or else the roles that are to act.
 */
export const RELATIVE_RECIPIENTS = ['reporter', 'owner', 'group'] as const;

/** Who is told of one occasion, and how. */
export const NotificationRuleSchema = Type.Object(
  {
    on: Type.Enum([...OCCASIONS]),
    /** May be empty where the only channel is `webhook`: the directory says which webhooks listen. */
    to: Type.Array(code, { maxItems: 20 }),
    channels: Type.Array(Type.Enum([...NOTIFICATION_CHANNELS]), { minItems: 1, maxItems: 3 }),
    requirement: Type.Optional(Type.String()),
  },
  closed,
);
export type NotificationRule = Static<typeof NotificationRuleSchema>;

/** Who is told of what: chosen before a process is enabled (S2-13). No rules: nobody is told anything. */
export const NotificationStrategySchema = Type.Object(
  { rules: Type.Array(NotificationRuleSchema, { maxItems: 200 }) },
  closed,
);
export type NotificationStrategy = Static<typeof NotificationStrategySchema>;
