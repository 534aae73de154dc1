import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobStore } from '@evidesk/blob-store';
import type { EventStore } from '@evidesk/event-store';
import {
  type Clock,
  deriveId,
  DomainError,
  type JsonObject,
  PERSON_ERASED,
  PERSON_STREAMS,
  type Position,
  type RecordedEvent,
  START,
} from '@evidesk/kernel';
import type { PersonEvent } from '@evidesk/people';
import { type KeyStore, KEYS_KEPT_MS } from '@evidesk/privacy';
import type { ReadStore } from '@evidesk/read-store';
import { type CommandSender, LeasedWork, rebuildView, type RuntimeLogger } from '@evidesk/runtime';
import { PERSONAL_VIEWS } from '../read-models.js';
import { removeFiles } from './remove-files.js';
import { incidentsOf, untilTakenIn } from './incidents-of.js';
import { forgetShortcuts } from './forget-shortcuts.js';

const RETRY_MS = 5_000;

export interface EraserOptions {
  /** As people read it. */
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly keys: KeyStore;
  readonly blobs: BlobStore;
  /** Has commands carried out by whoever writes events. */
  readonly sender: CommandSender;
  readonly clock: Clock;
  readonly logger: RuntimeLogger;
  /** Unique to the process. */
  readonly owner: string;
  readonly leaseMs: number;
}

/** An erasure that was approved and is not done. */
interface Approved {
  readonly person: string;
  readonly generation: number;
  readonly rule?: string;
  /** The event by which it was approved. */
  readonly cause: { readonly eventId: string; readonly correlationId: string; readonly position: Position };
}

interface Erased {
  readonly approved: Approved;
  readonly keys: number;
  readonly incidents: readonly string[];
  readonly files: number;
}

/**
 * Carries out erasures that were approved, for as long as this process holds the lease of the eraser. What is to be done
 * follows from events, and every step may be done again: one that broke off is finished by whoever is next.
 */
export class Eraser {
  private readonly work: LeasedWork;

  constructor(private readonly options: EraserOptions) {
    const { readStore, owner, leaseMs, logger } = options;
    this.work = new LeasedWork({
      readStore,
      name: 'eraser',
      owner,
      ttlMs: leaseMs,
      logger,
      session: (_, ending) => this.session(ending),
      afterFailure: (error) => {
        if (!this.work.signal.aborted) logger.error('an erasure could not be finished yet', { error: String(error) });
        return RETRY_MS;
      },
    });
  }

  start(): void {
    this.work.start();
  }

  /** Gives up what is in hand. */
  stop(): Promise<void> {
    return this.work.stop();
  }

  private async session(signal: AbortSignal): Promise<void> {
    const approved = new Map<string, Approved>();
    const filter = { streamPrefixes: [PERSON_STREAMS] };
    for await (const batch of this.options.eventStore.subscribe({ after: START, filter, signal })) {
      for (const event of batch.events) note(approved, event);
      if (!batch.caughtUp || approved.size === 0) continue;
      await this.carryOut([...approved.values()], signal);
      approved.clear();
    }
  }

  private async carryOut(all: readonly Approved[], signal: AbortSignal): Promise<void> {
    const { keys, readStore, eventStore, clock, logger } = this.options;
    const persons = all.map(({ person }) => person);
    logger.info('persons are being erased', { persons });
    // What was folded with the texts in it must not be the base of anything that is folded now.
    await forgetShortcuts(readStore);
    const destroyed = new Map<string, number>();
    for (const { person, generation } of all) destroyed.set(person, await keys.destroy(person, generation));
    await sleep(2 * KEYS_KEPT_MS, undefined, { signal });
    const erased: Erased[] = [];
    for (const approved of all) {
      await untilTakenIn(readStore, approved.cause.position, signal);
      const incidents = await incidentsOf(readStore, approved.person);
      await this.tell(approved, incidents);
      const files = await removeFiles(this.options, incidents, new Set(persons));
      erased.push({ approved, keys: destroyed.get(approved.person) ?? 0, incidents, files });
    }
    for (const projection of PERSONAL_VIEWS)
      await rebuildView(projection, { eventStore, readStore, clock, logger, signal });
    await forgetShortcuts(
      readStore,
      erased.flatMap(({ incidents }) => incidents.map((id) => `incident-${id}`)),
    );
    await readStore.purge();
    for (const done of erased) await this.record(done);
    logger.info('persons are erased', { persons });
  }

  private async tell({ person, rule, cause }: Approved, incidents: readonly string[]): Promise<void> {
    const data: JsonObject = rule === undefined ? { person } : { person, rule };
    for (const incident of incidents) {
      try {
        await this.send('EraseReporter', incident, data, cause);
      } catch (error) {
        // Its texts are gone all the same; only the line in its history is not there.
        if (!(error instanceof DomainError)) throw error;
        this.options.logger.warn('an incident could not note the erasure', { incident, code: error.code });
      }
    }
  }

  private record({ approved, keys, incidents, files }: Erased): Promise<void> {
    const views = PERSONAL_VIEWS.map(({ name }) => name);
    return this.send(
      'RecordErasure',
      approved.person,
      { keys, incidents: incidents.length, files, views },
      approved.cause,
    );
  }

  private send(type: string, target: string, data: JsonObject, cause: Approved['cause']): Promise<void> {
    const now = this.options.clock.now();
    const metadata = {
      commandId: deriveId('eraser', cause.eventId, type, target),
      causationId: cause.eventId,
      correlationId: cause.correlationId,
      actor: { id: 'process:eraser', roles: ['system'] },
      occurredAt: now,
      recordedAt: now,
    };
    return this.options.sender.send({ type, target, data, metadata });
  }
}

function note(approved: Map<string, Approved>, stored: RecordedEvent): void {
  const person = stored.stream.slice(PERSON_STREAMS.length);
  const event = stored as unknown as PersonEvent;
  if (event.type === PERSON_ERASED) approved.delete(person);
  if (event.type !== 'person.erasure-approved') return;
  const { eventId, correlationId } = stored.metadata;
  const { generation, rule } = event.data;
  const cause = { eventId, correlationId, position: stored.position };
  approved.set(person, { person, generation, cause, ...(rule !== undefined && { rule }) });
}
