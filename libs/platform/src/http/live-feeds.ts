import type { FastifyReply, FastifyRequest } from 'fastify';
import { BadToken, type Principal } from '../auth/principal.js';
import { FEED_ENDS, type FeedEnd } from './feed-stream.js';
import { ProblemError } from './problem-error.js';
import { contextOf, headerOf } from './request-context.js';

/** A feed that somebody listens to. */
export interface OpenFeed {
  readonly principal: Principal;
  /** What he had last, when he comes again. */
  readonly lastEventId: string | undefined;
  /** Aborted when it is to end: the listener has gone, may not listen any more, or the server stops. Its reason is a `FeedEnd`. */
  readonly signal: AbortSignal;
  /** Called now and then while it is open. @param principal as his token says now */
  onBeat(beat: (principal: Principal) => void): void;
  /** Called once when it is to end. */
  onEnd(end: (reason: FeedEnd) => void): void;
  /** Ends it from within. */
  end(reason: FeedEnd): void;
}

/** Verifies the token of a request once more. @throws ProblemError, BadToken when it would not be let in now */
export type Recheck = (request: FastifyRequest, permission: string) => Principal | Promise<Principal>;

export interface LiveFeedsOptions {
  /** Milliseconds between two signs of life, at which rights are looked at anew, too. */
  readonly beatMs: number;
  readonly most: number;
  readonly mostOfOne: number;
}

interface Held {
  readonly request: FastifyRequest;
  readonly permission: string;
  readonly controller: AbortController;
  beat: ((principal: Principal) => void) | undefined;
}

const EVENT_ID = /^[\x21-\x7E]{1,200}$/;
const RETRY_SECONDS = '60';
/** So long a listener may take to read the last message. */
const LAST_WORDS_MS = 5_000;

/** Headers of the answer that is a feed. */
export const FEED_HEADERS = {
  connection: 'close',
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;

/**
 * All feeds that are open in this process: how many there may be, whether their listeners may still listen, and their
 * end when the server stops. One timer for all.
 */
export class LiveFeeds {
  private readonly held = new Set<Held>();
  private readonly byPrincipal = new Map<string, number>();
  private recheck: Recheck | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly options: LiveFeedsOptions) {}

  /** Why how many were ended by this side. */
  readonly ended = new Map<FeedEnd, number>(FEED_ENDS.map((reason) => [reason, 0]));

  /** How many are open. */
  get size(): number {
    return this.held.size;
  }

  /** Says who verifies tokens once more. */
  recheckWith(recheck: Recheck): void {
    this.recheck = recheck;
  }

  /**
   * Opens a feed for whoever sent the request. It is closed with the request's connection.
   * @param permission that the route requires, looked at again while it is open
   * @throws ProblemError `request.bad-header` for an impossible Last-Event-ID, `request.too-many`
   */
  open(request: FastifyRequest, reply: FastifyReply, permission: string): OpenFeed {
    const { principal } = contextOf(request);
    if (principal === undefined) throw new Error('a public route has no principal');
    const lastEventId = headerOf(request, 'last-event-id');
    if (lastEventId !== undefined && !EVENT_ID.test(lastEventId))
      throw new ProblemError('request.bad-header', 'Last-Event-ID must be the id of an event, as it came');
    this.take(principal.id);
    const controller = new AbortController();
    const held: Held = { request, permission, controller, beat: undefined };
    this.held.add(held);
    const { raw } = reply;
    const release = (): void => {
      if (!this.held.delete(held)) return;
      this.giveBack(principal.id);
      controller.abort('interrupted' satisfies FeedEnd);
    };
    raw.once('close', release);
    // Who does not even read the last message is hung up on.
    controller.signal.addEventListener('abort', () => setTimeout(() => raw.destroy(), LAST_WORDS_MS).unref(), {
      once: true,
    });
    if (this.stopped) this.end(held, 'shutting-down');
    // He may have gone while his rights were looked at.
    if (raw.destroyed) release();
    this.timer ??= setInterval(() => this.beat(), this.options.beatMs).unref();
    return {
      principal,
      lastEventId,
      signal: controller.signal,
      onBeat: (beat) => (held.beat = beat),
      onEnd: (end) => {
        const { signal } = controller;
        const tell = () => end(signal.reason as FeedEnd);
        if (signal.aborted) tell();
        else signal.addEventListener('abort', tell, { once: true });
      },
      end: (reason) => this.end(held, reason),
    };
  }

  /** Ends them all, and every one that is opened from now on. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    for (const held of this.held) this.end(held, 'shutting-down');
  }

  private take(id: string): void {
    const { most, mostOfOne } = this.options;
    const own = this.byPrincipal.get(id) ?? 0;
    if (this.held.size >= most || own >= mostOfOne) {
      const detail = own >= mostOfOne ? `at most ${mostOfOne} feeds of one caller` : `at most ${most} feeds`;
      throw new ProblemError('request.too-many', `${detail} may be open`, {
        headers: { 'retry-after': RETRY_SECONDS },
      });
    }
    this.byPrincipal.set(id, own + 1);
  }

  private giveBack(id: string): void {
    const left = (this.byPrincipal.get(id) ?? 1) - 1;
    if (left > 0) this.byPrincipal.set(id, left);
    else this.byPrincipal.delete(id);
  }

  private beat(): void {
    for (const held of this.held) void this.look(held);
  }

  private end({ controller }: Held, reason: FeedEnd): void {
    if (controller.signal.aborted) return;
    this.ended.set(reason, (this.ended.get(reason) ?? 0) + 1);
    controller.abort(reason);
  }

  private async look(held: Held): Promise<void> {
    const { request, permission, controller, beat } = held;
    if (controller.signal.aborted) return;
    try {
      const principal = await this.recheck?.(request, permission);
      if (principal !== undefined) beat?.(principal);
    } catch (error) {
      // A provider or store that is away takes nobody's rights.
      if (isRefusal(error)) this.end(held, 'not-permitted');
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof BadToken || (error instanceof ProblemError && (error.status === 401 || error.status === 403));
