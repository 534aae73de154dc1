import type { Group } from '../people.js';

/** The same text in both languages of the desk. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}
export type Language = keyof Text;

/** The texts of a change that solves it. */
export interface ChangeTexts {
  readonly description: Text;
  readonly risk: Text;
  readonly rollback: Text;
  readonly result: Text;
  /** Why it was undone, or not allowed. */
  readonly failure: Text;
}

/** Something that goes wrong, again and again and in many places. */
export interface Topic {
  readonly code: string;
  readonly weight: number;
  readonly type: string;
  readonly category: string;
  readonly source: 'user_report' | 'monitoring_alert';
  readonly ci: string;
  readonly group: Group;
  /** Weights of P1 … P4. */
  readonly priorities: readonly [number, number, number, number];
  /** The causes that are found, profile codes. */
  readonly causes: readonly string[];
  readonly title: Text;
  readonly description: Text;
  /** What the desk finds. */
  readonly diagnosis: Text;
  /** What the second and third line find. */
  readonly depth: Text;
  readonly beyond: Text;
  readonly solution: Text;
  readonly workaround?: Text;
  readonly change?: ChangeTexts;
}
