import type { Collection } from '@evidesk/kernel';

/** The values by which figures can be broken down (design of the reports, section 6). */
export const DIMENSIONS = ['priority', 'type', 'category', 'cause', 'tier', 'group', 'unit', 'channel'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What the figures need to know of one incident. Durations in ms. */
export interface KpiFacts {
  readonly id: string;
  readonly number: string;
  readonly timeZone: string;
  readonly reportedAt: string;
  readonly reportedMonth: string;
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
  };
  readonly satisfactionTenths?: number;
  readonly ended?: {
    readonly how: 'closed' | 'cancelled' | 'duplicate';
    readonly month: string;
    readonly outcome: string;
    readonly successful: boolean;
    readonly counted: boolean;
  };
  /** Times that the reporter sent it back. */
  readonly rejections: number;
}

export const kpiFacts: Collection<KpiFacts> = {
  name: 'kpi_facts',
  indexes: [],
};
