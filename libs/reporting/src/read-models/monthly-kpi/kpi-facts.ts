import type { Collection, Position } from '@evidesk/kernel';

/** The values by which figures can be broken down (design of the reports, section 6). */
export const DIMENSIONS = ['priority', 'type', 'category', 'cause', 'tier', 'group', 'unit', 'channel'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What can happen to an incident more than once, and is counted in the month in which it did. */
export const HAPPENINGS = [
  'warnings',
  'breaches',
  'reassignments',
  'escalatedFunctionally',
  'escalatedHierarchically',
  'rejections',
] as const;
export type Happening = (typeof HAPPENINGS)[number];

/** A target that has ended: it was met in this month, or its last instant lay in it (S4-67). */
export interface EndedTarget {
  readonly month: string;
  readonly met: boolean;
  /** A workaround ended it (C19): later resolutions do not judge it again. */
  readonly byWorkaround?: true;
}

/** What the figures need to know of one incident. Durations in ms. */
export interface KpiFacts {
  readonly id: string;
  readonly number: string;
  /** `std-4tier@3`: the version of the profile under which it was recorded. */
  readonly profile: string;
  readonly timeZone: string;
  readonly reportedAt: string;
  readonly reportedMonth: string;
  /** Every month to whose figures it adds, or once did, in order. */
  readonly months: readonly string[];
  /** The event that changed these facts last. */
  readonly position: Position;
  /** The values of the dimensions; `-` where there is none. */
  readonly dimensions: Readonly<Record<Dimension, string>>;
  /** Lines of support that filled in their form, each once, in order. */
  readonly handledBy: readonly number[];
  readonly responseMs?: number;
  readonly responseWorkingMs?: number;
  readonly resolution?: {
    readonly ms: number;
    readonly workingMs: number;
    readonly line: number;
    /** Absent where there was no target. */
    readonly onTime?: boolean;
    /** Both ways to judge it (C10). */
    readonly atResolution?: boolean;
    readonly bySegments?: boolean;
  };
  readonly targets: { readonly response?: EndedTarget; readonly resolution?: EndedTarget };
  readonly satisfactionTenths?: number;
  readonly ended?: {
    readonly how: 'closed' | 'cancelled' | 'duplicate';
    readonly month: string;
    readonly outcome: string;
    readonly successful: boolean;
    readonly counted: boolean;
  };
  /** The first call back; `onTime` is absent where the event does not tell (C11). */
  readonly followUp?: { readonly month: string; readonly onTime?: boolean };
  /** Month → what happened in it, how often. */
  readonly happened: Readonly<Record<string, Readonly<Partial<Record<Happening, number>>>>>;
  /** Times that the reporter sent it back. */
  readonly rejections: number;
}

export const kpiFacts: Collection<KpiFacts> = {
  name: 'kpi_facts',
  indexes: [
    { name: 'month', fields: ['months'] },
    { name: 'changes', fields: ['months', 'position'] },
  ],
};
