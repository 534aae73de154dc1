import { contactLogProjection, type ContactToLog, LogContacts, LogContactsHandler } from '@evidesk/contacts';
import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { CommandExecutor, ReadStoreSnapshots, SNAPSHOT_VIEW } from '@evidesk/executor';
import { queueProjection } from '@evidesk/incidents';
import type { Collection, Document, Projection, RecordedEvent } from '@evidesk/kernel';
import type { Config } from '@evidesk/platform';
import { type CompiledProfile, loadShippedProfile, ProfileRegistry, publishProfile } from '@evidesk/profiles';
import { allDocuments, openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { ViewsOnDemand, viewOf } from '@evidesk/runtime';
import { actor, commandMetadata, FixedClock } from '@evidesk/testing';
import type { Life } from '../../incidents/testing/incident-kit.js';
import {
  type Dimension,
  FreezeReport,
  FreezeReportHandler,
  frozenReportsProjection,
  GetCorrections,
  GetCorrectionsHandler,
  GetKpis,
  GetKpisHandler,
  GetProvenance,
  GetProvenanceHandler,
  kpiFacts,
  kpiMonths,
  type Language,
  monthlyKpiProjection,
  type Provenance,
  type ProvenanceWish,
  readReport,
  renderReport,
  type ReportFormat,
} from '../src/index.js';

const PROJECTIONS: readonly Projection[] = [
  monthlyKpiProjection,
  frozenReportsProjection,
  contactLogProjection,
  queueProjection,
] as readonly Projection[];
const config = { profile: 'std-4tier' } as Config;

/** What was asked of a read store. */
export interface Asked {
  calls: number;
  documents: number;
}

/** The reports of a desk in memory, whose views always know everything that happened. */
export class ReportDesk {
  readonly asked: Asked = { calls: 0, documents: 0 };
  private readonly appended = new Map<string, number>();
  private sent = 0;

  private constructor(
    readonly events: EventStore,
    private readonly store: ReadStore,
    readonly registry: ProfileRegistry,
    readonly clock: FixedClock,
  ) {}

  static async open(now: string): Promise<ReportDesk> {
    const clock = new FixedClock(now);
    const events = openMemoryEventStore();
    const profile = await loadShippedProfile(config.profile);
    await publishProfile(events, { profile }, commandMetadata({ commandId: 'profile' }));
    const registry = new ProfileRegistry(events);
    await registry.start();
    const memory = openMemoryReadStore();
    await memory.define([...PROJECTIONS.map(viewOf), SNAPSHOT_VIEW]);
    return new ReportDesk(events, new ViewsOnDemand(memory, events, PROJECTIONS, clock), registry, clock);
  }

  close(): Promise<void> {
    return this.registry.stop();
  }

  get profile(): CompiledProfile {
    return this.registry.inForce(config.profile);
  }

  /** The store, which counts what it is asked. */
  get reads(): ReadStore {
    return counting(this.store, this.asked);
  }

  /** Brings what has happened to incidents since it was last told into the store: `i-1`, `i-2` … */
  async tell(lives: readonly Life[]): Promise<void> {
    for (const [index, life] of lives.entries()) {
      const id = `i-${index + 1}`;
      const from = this.appended.get(id) ?? 0;
      const events = life.recorded(id).slice(from);
      if (events.length > 0) await this.events.append(`incident-${id}`, events, 'any');
      this.appended.set(id, from + events.length);
    }
  }

  /** Brings single events into the store, as they come. */
  async append(event: RecordedEvent): Promise<void> {
    await this.events.append(event.stream, [event], 'any');
  }

  /** All facts and sums, as they are kept. */
  async everything(): Promise<readonly Document[]> {
    const found: Document[] = [];
    for (const collection of [kpiFacts, kpiMonths] as readonly Collection[])
      for await (const document of allDocuments(this.store, collection)) found.push(document);
    return found;
  }

  async log(contacts: readonly ContactToLog[]): Promise<void> {
    const handler = new LogContactsHandler(this.executor(), this.registry);
    await handler.execute(new LogContacts(contacts, this.metadata(), config.profile));
  }

  kpis(period: string, dimension?: Dimension) {
    return new GetKpisHandler(this.reads, this.registry, this.clock, config).execute(new GetKpis(period, dimension));
  }

  provenance(period: string, kpi: string, wish: ProvenanceWish = {}): Promise<Provenance> {
    const handler = new GetProvenanceHandler(this.reads, this.registry, this.clock, config);
    return handler.execute(new GetProvenance(period, kpi, wish));
  }

  /** All pages together, in so many a page. */
  async provenanceInFull(period: string, kpi: string, wish: ProvenanceWish, limit: number) {
    const items: Provenance['items'][number][] = [];
    let cursor: string | undefined;
    do {
      const page = await this.provenance(period, kpi, { ...wish, limit, ...(cursor && { cursor }) });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return items;
  }

  freeze(month: string) {
    // The views of this desk have no runners: reading them brings them up to date.
    const current = { waitFor: () => Promise.resolve(true) };
    const handler = new FreezeReportHandler(this.executor(), this.events, this.reads, current, this.registry);
    return handler.execute(new FreezeReport(month, this.metadata(), config.profile));
  }

  corrections(month: string, page: { readonly limit?: number; readonly cursor?: string } = {}) {
    return new GetCorrectionsHandler(this.reads, this.events).execute(new GetCorrections(month, page));
  }

  data(period: string) {
    return readReport(this.reads, this.profile, period, this.clock.now());
  }

  async rendered(period: string, format: ReportFormat, language: Language = 'en') {
    return renderReport(await this.data(period), this.profile, format, language);
  }

  private executor(): CommandExecutor {
    return new CommandExecutor(this.events, new ReadStoreSnapshots(this.store), { onSnapshotFailure: () => undefined });
  }

  private metadata() {
    this.sent += 1;
    const now = this.clock.now();
    const ids = { commandId: `sent-${this.sent}`, actor: actor('incident_manager') };
    return commandMetadata({ ...ids, occurredAt: now, recordedAt: now });
  }
}

function counting(store: ReadStore, asked: Asked): ReadStore {
  return new Proxy(store, {
    get(target, name) {
      const member = target[name as keyof ReadStore] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        const answer = await member.apply(target, args);
        asked.calls += 1;
        asked.documents += (answer as { items?: readonly unknown[] } | undefined)?.items?.length ?? 0;
        return answer;
      };
    },
  });
}
