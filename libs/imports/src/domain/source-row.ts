import type { Instant } from '@evidesk/kernel';
import type { DetailField, TargetStatus, TextName } from '../mapping/mapping.schema.js';

/** A value of a row. `weak`: the source does not say; the mapping's stand-in is good for recording, but corrects nothing. */
export interface SourceValue {
  readonly value: string;
  readonly weak: boolean;
}

/** One row of an audit log in the language of the desk: how the case stood after an update. */
export interface SourceRow {
  readonly caseId: string;
  /** When the update was made. */
  readonly at: Instant;
  readonly actor?: string;
  /** `undefined`: the row says nothing of the status. */
  readonly status?: TargetStatus;
  readonly details: Readonly<Partial<Record<DetailField, SourceValue>>>;
  readonly priority?: SourceValue;
  readonly source?: string;
  readonly channel?: string;
  readonly recordType?: string;
  readonly discoveredAt?: Instant;
  readonly reportedAt?: Instant;
  readonly group?: string;
  readonly engineer?: string;
  readonly tier?: string;
  readonly resolvedAt?: Instant;
  readonly closedAt?: Instant;
  readonly supporter: string;
  readonly cause?: string;
  readonly outcome?: string;
  readonly feedback?: string;
  /** The name of the other system, where incidents are to be marked with it. */
  readonly system?: string;
  /** A text for a form or a reason. */
  readonly text: (name: TextName) => string;
}
