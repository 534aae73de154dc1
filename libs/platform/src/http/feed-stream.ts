import { Readable } from 'node:stream';

/** What a slow reader may leave unread before he is let go. */
const MOST_WAITING = 1_000;
const BUFFERED_BYTES = 16_384;

/** One message of a feed (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function frameOf(event: string, data: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Why a feed was ended by the server, as its last message says. The reader may come again with Last-Event-ID. */
export const FEED_ENDS = ['too-slow', 'not-permitted', 'rights-changed', 'shutting-down', 'interrupted'] as const;
export type FeedEnd = (typeof FEED_ENDS)[number];

/**
 * Server-sent events that are given to a reader as he takes them. Messages are shared with other readers: who is slow
 * holds references to them, at most a thousand, and is let go beyond that.
 */
export class FeedStream extends Readable {
  private readonly waiting: string[] = [];
  private wanted = false;
  private ended = false;

  /** @param letGo ends the feed for this reason, and calls `finish` in the course of it */
  constructor(readonly letGo: (reason: FeedEnd) => void) {
    super({ highWaterMark: BUFFERED_BYTES });
    this.waiting.push('retry: 2000\n\n');
  }

  /** Hands a message over, or keeps it until it is read. Lets the reader go when too many wait. */
  offer(frame: string): void {
    if (this.ended) return;
    if (this.wanted) this.wanted = this.push(frame);
    else if (this.waiting.length < MOST_WAITING) this.waiting.push(frame);
    else this.letGo('too-slow');
  }

  /** A comment that tells proxies and readers that the connection lives; not one more while others wait. */
  beat(): void {
    if (this.wanted && !this.ended) this.wanted = this.push(': still here\n\n');
  }

  /** Ends with a last message. What was not read is forgotten: it comes again behind Last-Event-ID. */
  finish(reason: FeedEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.waiting.length = 0;
    this.push(frameOf('closed', { reason }));
    this.push(null);
  }

  override _read(): void {
    for (let frame = this.waiting.shift(); frame !== undefined; frame = this.waiting.shift())
      if (!this.push(frame)) return;
    this.wanted = true;
  }
}
