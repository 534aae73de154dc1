import type { RecordedEvent } from '@evidesk/kernel';
import { matches, type Page } from '../../paged-subscription.js';
import type { EventFilter } from '../../port.js';
import { positionText, type EventRow, toRecorded } from './rows.js';

const READ_AT_ONCE = 1_000;
/** The most events held, and how many are left when the oldest are dropped. */
const HELD = 4_000;
const KEPT = 2_000;

/** Reads rows of all streams: those behind a position, in global order. */
export type ReadRows = (after: number, limit: number) => EventRow[];

/** Some events that follow each other without a gap, read and parsed once; it moves on as they are asked for. */
export class EventWindow {
  /** The position before the first of the events held; nobody asks for what follows -1. */
  private start = -1;
  private events: RecordedEvent[] = [];

  constructor(private readonly read: ReadRows) {}

  /** Whether what follows a position is here, or next. */
  reaches(after: number): boolean {
    return after >= this.start && after <= this.end;
  }

  /** The last position that is held. */
  get end(): number {
    return this.start + this.events.length;
  }

  /** Drops all, to go on behind a position. */
  moveTo(after: number): void {
    this.start = after;
    this.events = [];
  }

  /** The page behind a position that it reaches; `undefined` when places can't be counted, as in a file with a gap. */
  page(after: number, head: number, filter: EventFilter | undefined, limit: number): Page | undefined {
    if (after === this.end && after < head && !this.readOn(after)) return undefined;
    const { events, start } = this;
    const found: RecordedEvent[] = [];
    let at = after - start;
    for (; at < events.length && found.length < limit; at += 1) {
      const event = events[at] as RecordedEvent;
      if (matches(filter, event.stream)) found.push(event);
    }
    const position = start + at;
    return { events: found, position: positionText(position), atHead: position >= head };
  }

  /** @param asked where the asker stands: what follows it is kept */
  private readOn(asked: number): boolean {
    let { end } = this;
    for (const row of this.read(end, READ_AT_ONCE)) {
      end += 1;
      // An event that was taken out of the file.
      if (row[0] !== end) {
        this.moveTo(-1);
        return false;
      }
      this.events.push(toRecorded(row));
    }
    if (this.events.length <= HELD) return true;
    const dropped = Math.min(this.events.length - KEPT, asked - this.start);
    this.events.splice(0, dropped);
    this.start += dropped;
    return true;
  }
}
