import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { CommandExecutor } from '@evidesk/executor';
import {
  importCsv,
  type ImportOptions,
  type ImportPorts,
  type ImportSummary,
  loadShippedMapping,
  type RejectedRow,
} from '@evidesk/imports';
import { type RecordedEvent, START } from '@evidesk/kernel';
import { createLogger, loadConfig, NestLogger, PlatformModule } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { FixedClock } from '@evidesk/testing';
import { rebuildView } from '@evidesk/runtime';
import { CoreModule, PROJECTIONS, StartUp } from '@evidesk/worker';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';

/** A desk without HTTP on SQLite files of its own. */
export interface ImportDesk {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly queries: QueryBus;
  readonly ports: ImportPorts;
  import(
    input: Readable,
    options?: Partial<ImportOptions>,
  ): Promise<{ summary: ImportSummary; rejected: readonly RejectedRow[] }>;
  /** Builds the views. */
  project(): Promise<void>;
  events(): Promise<readonly RecordedEvent[]>;
  close(): Promise<void>;
}

export async function openImportDesk(): Promise<ImportDesk> {
  const dataDir = await mkdtemp(join(tmpdir(), 'evidesk-import-'));
  const config = loadConfig({ EVIDESK_DATA: dataDir, EVIDESK_LOG_LEVEL: 'silent' });
  const logger = createLogger({ level: config.logLevel, name: 'test' });
  class ImportDeskModule {}
  const app = await NestFactory.createApplicationContext(
    {
      module: ImportDeskModule,
      imports: [PlatformModule.register(config, { logger }), CoreModule.register(config, 'write')],
    },
    { logger: new NestLogger(logger), abortOnError: false },
  );
  await app.get(StartUp).run();
  const eventStore = app.get<EventStore>(EVENT_STORE);
  const mapping = await loadShippedMapping('servicenow');
  const clock = new FixedClock();
  const ports: ImportPorts = { bus: app.get(CommandBus), executor: app.get(CommandExecutor), eventStore };
  return {
    eventStore,
    readStore: app.get<ReadStore>(READ_STORE),
    queries: app.get(QueryBus),
    ports,
    async import(input, options) {
      const rejected: RejectedRow[] = [];
      const profile = app.get(ProfileRegistry).inForce(config.profile);
      const onReject = (row: RejectedRow) => void rejected.push(row);
      const summary = await importCsv(input, { mapping, ports, profile, clock, onReject, ...options });
      return { summary, rejected };
    },
    async project() {
      const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
      const options = { eventStore, readStore: app.get<ReadStore>(READ_STORE), clock, logger: quiet };
      for (const projection of PROJECTIONS) await rebuildView(projection, options);
    },
    async events() {
      const events: RecordedEvent[] = [];
      for await (const event of eventStore.readAll({ after: START, filter: { streamPrefixes: ['incident-'] } }))
        events.push(event);
      return events;
    },
    async close() {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
