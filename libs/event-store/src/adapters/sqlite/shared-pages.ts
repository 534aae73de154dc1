import type { Page } from '../../paged-subscription.js';
import type { EventFilter } from '../../port.js';
import { EventWindow, type ReadRows } from './event-window.js';

/** Who is closer to the head than this is up to date. */
const NEAR = 2_000;
/** Of so many who read by themselves it is known where they stood. */
const STRAYS = 16;

/**
 * Events that are read and parsed once for all subscribers of a store. Those that are up to date ask for the same events
 * one after the other; so do those that catch up together. Who is alone reads by himself.
 */
export class SharedPages {
  private readonly tail: EventWindow;
  private readonly pack: EventWindow;
  private strays: readonly number[] = [];

  constructor(read: ReadRows) {
    this.tail = new EventWindow(read);
    this.pack = new EventWindow(read);
  }

  /** The page behind a position; `undefined` when it is not from here that it can be had. */
  page(after: number, head: number, filter: EventFilter | undefined, limit: number): Page | undefined {
    if (after > head) return undefined;
    return head - after <= NEAR ? this.near(after, head, filter, limit) : this.far(after, head, filter, limit);
  }

  private near(after: number, head: number, filter: EventFilter | undefined, limit: number): Page | undefined {
    // Behind the head: a backup was put back.
    if (!this.tail.reaches(after) || this.tail.end > head) this.tail.moveTo(after);
    return this.tail.page(after, head, filter, limit);
  }

  private far(after: number, head: number, filter: EventFilter | undefined, limit: number): Page | undefined {
    if (!this.pack.reaches(after) || this.pack.end > head) {
      // One who goes on alone never asks for the same twice.
      const hasCompany = this.strays.includes(after);
      this.strays = [after, ...this.strays.slice(0, STRAYS - 1)];
      if (!hasCompany) return undefined;
      this.pack.moveTo(after);
    }
    return this.pack.page(after, head, filter, limit);
  }
}
