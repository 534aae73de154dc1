import type { EventStore } from '@evidesk/event-store';
import type { CommandExecutor } from '@evidesk/executor';
import type { CommandBus } from '@nestjs/cqrs';

/** What an import works on. */
export interface ImportPorts {
  readonly bus: CommandBus;
  readonly executor: CommandExecutor;
  readonly eventStore: EventStore;
}

/** What an import did, counted for this run. */
export interface ImportSummary {
  /** Rows read. */
  readonly rows: number;
  /** Incidents newly recorded. */
  readonly incidents: number;
  /** Events appended. */
  readonly events: number;
  /** Rows of which something could not be taken over. */
  readonly rejected: number;
}

/** A row that was not taken over, or not wholly. */
export interface RejectedRow {
  /** Where the row begins in the file, from 1, the header counted. */
  readonly line: number;
  readonly case?: string;
  readonly code: string;
  readonly reason: string;
}
