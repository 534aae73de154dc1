import { SealRecorder } from '@evidesk/audit-proof';
import { ChangesModule } from '@evidesk/changes';
import { ConfigurationItemsModule } from '@evidesk/configuration-items';
import { DIRECTORY, loadDirectory } from '@evidesk/directory';
import { EVENT_STORE, type EventStore, STORED_EVENTS } from '@evidesk/event-store';
import { CommandExecutor, ReadStoreSnapshots } from '@evidesk/executor';
import { IncidentsModule } from '@evidesk/incidents';
import type { Clock, IdGenerator } from '@evidesk/kernel';
import { KnowledgeModule } from '@evidesk/knowledge';
import { DELIVERY_OBSERVER, NotificationsModule } from '@evidesk/notifications';
import { NumberAllocator } from '@evidesk/numbering';
import {
  CLOCK,
  type Config,
  HEALTH_CHECKS,
  type HealthCheck,
  ID_GENERATOR,
  type Logger,
  LOGGER,
  PERMISSION_SOURCE,
  VIEW_PROGRESS,
} from '@evidesk/platform';
import { PeopleModule } from '@evidesk/people';
import { ProblemsModule } from '@evidesk/problems';
import { KEY_STORE, type KeyStore, SealedEventStore } from '@evidesk/privacy';
import { ProfilePermissions, ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { ViewProgress } from '@evidesk/runtime';
import { METRICS, type Metrics, ObservedEventStore, TRACING, type Tracing } from '@evidesk/telemetry';
import { TIME_MACHINE, TimeMachine } from '@evidesk/time-travel';
import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { BusCommandSender, COMMAND_SENDER } from './command-sender.js';
import { appendObserver, commandObserver, deliveryObserver, openDeskTracing, openMetrics } from './observers.js';
import { TRAVELLING } from './read-models.js';
import { sealRecorder } from './seals.js';
import { StartUp } from './start-up.js';
import { openEventStore, openKeyStore, openReadStore, openSealed, type StoreMode } from './stores.js';

const MODULES = [
  IncidentsModule,
  ChangesModule,
  NotificationsModule,
  ProblemsModule,
  ConfigurationItemsModule,
  KnowledgeModule,
  PeopleModule,
];

/** Stores that the caller has opened itself, and closes. */
export interface OpenStores {
  /** As chains and seals are over it. */
  readonly eventStore?: EventStore;
  readonly keyStore?: KeyStore;
  /** A desk of which nothing is kept: its events need not be sealed. */
  readonly unsealed?: true;
  readonly readStore?: ReadStore;
}

/** Stores, executor, profiles and the contexts without HTTP: what every process of the desk is made of. */
@Global()
@Module({})
export class CoreModule implements OnApplicationShutdown {
  constructor(@Optional() @Inject(TRACING) private readonly tracing?: Tracing) {}

  /** Runners and requests have ended: what they left of traces is sent. */
  async onApplicationShutdown(): Promise<void> {
    await this.tracing?.close();
  }

  static register(config: Config, mode: StoreMode, open: OpenStores = {}): DynamicModule {
    const providers = [
      { provide: METRICS, inject: [LOGGER], useFactory: openMetrics },
      { provide: TRACING, inject: [LOGGER], useFactory: (logger: Logger) => openDeskTracing(config, logger) },
      { provide: DELIVERY_OBSERVER, inject: [METRICS, TRACING], useFactory: deliveryObserver },
      {
        provide: STORED_EVENTS,
        inject: [METRICS, TRACING],
        useFactory: async (metrics: Metrics, tracing?: Tracing) =>
          new ObservedEventStore(
            open.eventStore ?? (await openEventStore(config, mode)),
            appendObserver(metrics, tracing),
          ),
      },
      { provide: KEY_STORE, useFactory: () => open.keyStore ?? openKeyStore(config) },
      {
        provide: SealedEventStore,
        inject: [STORED_EVENTS, KEY_STORE, LOGGER],
        useFactory: (events: EventStore, keys: KeyStore, logger: Logger) =>
          openSealed(events, keys, open.unsealed !== true, (error) =>
            logger.error({ error }, 'what is sealed in an event does not open'),
          ),
      },
      { provide: EVENT_STORE, useExisting: SealedEventStore },
      {
        provide: READ_STORE,
        inject: [LOGGER],
        useFactory: (logger: Logger) =>
          open.readStore ??
          openReadStore(config, (aside, error) =>
            logger.error({ error, aside }, 'the read store is damaged: it was put aside, its views are built again'),
          ),
      },
      {
        provide: CommandExecutor,
        inject: [SealedEventStore, READ_STORE, LOGGER, METRICS, TRACING],
        useFactory: (
          events: SealedEventStore,
          reads: ReadStore,
          logger: Logger,
          metrics: Metrics,
          tracing?: Tracing,
        ) => {
          const executor = new CommandExecutor(events, new ReadStoreSnapshots(reads), {
            onSnapshotFailure: (stream, error) => logger.warn({ stream, error }, 'a snapshot could not be used'),
            observer: commandObserver(metrics, tracing),
          });
          events.ring.onDestroyed(() => executor.forget());
          return executor;
        },
      },
      {
        provide: ProfileRegistry,
        inject: [EVENT_STORE],
        useFactory: (events: EventStore) => new ProfileRegistry(events),
      },
      {
        provide: NumberAllocator,
        inject: [CommandExecutor, CLOCK, ID_GENERATOR],
        useFactory: (executor: CommandExecutor, clock: Clock, ids: IdGenerator) =>
          new NumberAllocator(executor, clock, ids),
      },
      {
        provide: DIRECTORY,
        useFactory: () => loadDirectory({ file: config.directory, dataDir: config.dataDir, env: process.env }),
      },
      {
        provide: TIME_MACHINE,
        inject: [SealedEventStore, READ_STORE, CLOCK],
        useFactory: (eventStore: SealedEventStore, readStore: ReadStore, clock: Clock) => {
          const machine = new TimeMachine({ eventStore, readStore, clock, views: TRAVELLING });
          eventStore.ring.onDestroyed(() => machine.forget());
          return machine;
        },
      },
      { provide: VIEW_PROGRESS, inject: [READ_STORE], useFactory: (reads: ReadStore) => new ViewProgress(reads) },
      {
        provide: PERMISSION_SOURCE,
        inject: [StartUp],
        useFactory: (startUp: StartUp) => new ProfilePermissions(startUp, config.profile),
      },
      {
        provide: HEALTH_CHECKS,
        inject: [EVENT_STORE, READ_STORE, StartUp],
        useFactory: (events: EventStore, reads: ReadStore, startUp: StartUp): readonly HealthCheck[] => [
          { name: 'event-store', check: () => events.ping() },
          { name: 'read-store', check: () => reads.ping() },
          { name: 'start-up', check: () => startUp.check() },
        ],
      },
      {
        provide: COMMAND_SENDER,
        inject: [CommandBus, CommandExecutor, SealRecorder],
        useFactory: (bus: CommandBus, executor: CommandExecutor, recorder: SealRecorder) =>
          new BusCommandSender(bus, executor, config.profile, recorder),
      },
      {
        provide: SealRecorder,
        inject: [STORED_EVENTS, CLOCK],
        useFactory: (events: EventStore, clock: Clock) => sealRecorder(config, events, clock),
      },
      StartUp,
    ];
    return {
      module: CoreModule,
      imports: MODULES,
      providers,
      exports: [...providers, ...MODULES],
    };
  }
}
