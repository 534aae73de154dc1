import type { EventStore, NewEvent } from '@evidesk/event-store';
import { type Clock, type IdGenerator, type JsonObject, StoreUnavailable } from '@evidesk/kernel';
import type { AccessLog, Disclosure } from '@evidesk/platform';
import { ACCESS_STREAM_PREFIX, MAX_FILTER_VALUE } from '../../contract/access-events.js';

/** So many are written at once … */
const BATCH = 100;
/** … or what there is after so long (milliseconds). */
const WAIT_MS = 1_000;
/** So many may wait for a store that is away; then nothing more is disclosed. */
const MOST_WAITING = 10_000;
const LONGEST_PATH = 1_000;
const MOST_FILTERS = 50;

/** What the access log writes with. */
export interface AccessLogOptions {
  readonly eventStore: Pick<EventStore, 'append'>;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** Told when a batch could not be written; it is tried again. */
  onFailure(error: unknown): void;
}

interface Noted {
  readonly at: string;
  readonly event: NewEvent;
}

/**
 * The access log as events, in one stream a day. Reading must stay cheap: what is noted is written within a second, many
 * at a time. What was noted in the last second before a power failure is lost.
 */
export class BufferedAccessLog implements AccessLog {
  private waiting: Noted[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private closing = false;
  /** The last try failed; the next is due. */
  private failed = false;

  constructor(private readonly options: AccessLogOptions) {}

  assertRoom(): void {
    if (this.waiting.length >= MOST_WAITING) throw new StoreUnavailable('event-store', WAIT_MS);
  }

  note({ what, path, filter, principal, correlationId }: Disclosure): void {
    const at = this.options.clock.now();
    const { id, roles, onBehalfOf } = principal;
    const eventId = this.options.ids.next();
    const data: JsonObject = { what, path: path.slice(0, LONGEST_PATH), filter: bounded(filter) };
    this.waiting.push({
      at,
      event: {
        type: 'access.recorded',
        data,
        metadata: {
          eventId,
          schemaVersion: 1,
          commandId: eventId,
          correlationId,
          actor: onBehalfOf === undefined ? { id, roles } : { id, roles, onBehalfOf },
          occurredAt: at,
          recordedAt: at,
        },
      },
    });
    // What is being written goes on until nothing waits; what could not be written is tried again after a while.
    if (this.writing !== undefined || this.failed) return;
    if (this.closing || this.waiting.length >= BATCH) void this.flush();
    else this.writeSoon();
  }

  /** Writes what waits, and answers when that is on disk or has failed for now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing ??= this.write().finally(() => (this.writing = undefined));
    await this.writing;
  }

  /** Writes what waits; what is noted from now on is written at once. */
  async close(): Promise<void> {
    this.closing = true;
    await this.flush();
  }

  private async write(): Promise<void> {
    this.failed = false;
    while (this.waiting.length > 0) {
      const { stream, events } = this.nextBatch();
      try {
        await this.options.eventStore.append(stream, events, 'any');
      } catch (error) {
        this.failed = !this.closing;
        this.options.onFailure(error);
        if (this.failed) this.writeSoon();
        return;
      }
      this.waiting = this.waiting.slice(events.length);
    }
  }

  /** The first that wait, all of one day. */
  private nextBatch(): { readonly stream: string; readonly events: readonly NewEvent[] } {
    const day = dayOf(this.waiting[0] as Noted);
    const first = this.waiting.slice(0, BATCH);
    const other = first.findIndex((noted) => dayOf(noted) !== day);
    const batch = other < 0 ? first : first.slice(0, other);
    return { stream: `${ACCESS_STREAM_PREFIX}${day}`, events: batch.map(({ event }) => event) };
  }

  private writeSoon(): void {
    this.timer ??= setTimeout(() => void this.flush(), WAIT_MS).unref();
  }
}

/** `20261121` */
const dayOf = ({ at }: Noted): string => at.slice(0, 10).replaceAll('-', '');

function bounded(filter: Disclosure['filter']): JsonObject {
  const entries = Object.entries(filter).slice(0, MOST_FILTERS);
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(0, 100), value.slice(0, MAX_FILTER_VALUE)]));
}
