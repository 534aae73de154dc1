import type { RecordedEvent } from '@evidesk/kernel';
import { matches, type Page } from '../../paged-subscription.js';
import type { EventFilter } from '../../port.js';
import { positionText, type EventRow, toRecorded } from './rows.js';

/** Who is closer to the head than this is served from memory. */
const NEAR = 2_000;
/** More than `NEAR`, so that dropping the oldest is rare. */
const HELD = 2 * NEAR;
const READ_AT_ONCE = 1_000;

/** Reads rows of all streams: those behind a position, in global order. */
export type ReadRows = (after: number, limit: number) => EventRow[];

/**
 * The newest events, read and parsed once for all subscribers of a store: those that are up to date ask for the same
 * events one after the other. Who is far behind reads by himself.
 */
export class SharedTail {
  /** The position before the first of the events held. They follow it without a gap. */
  private start = 0;
  private events: RecordedEvent[] = [];

  constructor(private readonly read: ReadRows) {}

  /** The page behind a position; `undefined` when it is not from here that it can be had. */
  page(after: number, head: number, filter: EventFilter | undefined, limit: number): Page | undefined {
    if (!this.reach(after, head)) return undefined;
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

  /** Holds what follows a position, as far as may be read at once. */
  private reach(after: number, head: number): boolean {
    if (after > head || head - after > NEAR) return false;
    let end = this.start + this.events.length;
    if (after < this.start || after > end || head < end) {
      this.start = after;
      this.events = [];
      end = after;
    }
    if (after < end || end === head) return true;
    for (const row of this.read(end, READ_AT_ONCE)) {
      end += 1;
      // An event that was taken out of the file: places can't be counted.
      if (row[0] !== end) return this.forget();
      this.events.push(toRecorded(row));
    }
    if (this.events.length <= HELD) return true;
    const dropped = Math.min(this.events.length - NEAR, after - this.start);
    this.events.splice(0, dropped);
    this.start += dropped;
    return true;
  }

  private forget(): false {
    this.start = 0;
    this.events = [];
    return false;
  }
}
