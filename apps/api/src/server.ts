import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import type { Clock } from '@evidesk/kernel';
import {
  type AnswerSchemas,
  CLOCK,
  type Config,
  createHttpApp,
  createLogger,
  HEALTH_CHECKS,
  type HealthCheck,
  keepHeap,
  LiveFeeds,
  type Logger,
  REFUSALS,
  type Refusals,
} from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { METRICS, type Metrics } from '@evidesk/telemetry';
import { type OpenStores, RunnerHost, StartUp } from '@evidesk/worker';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { observeStores } from './metrics/store-metrics.js';
import { ApiModule } from './api.module.js';
import { RunnerThread } from './runner-thread.js';

/** Written by `npm run docs` from the types that routes return. `src` and `dist` lie equally deep. */
const ANSWERS = new URL('../openapi/answers.json', import.meta.url);

/** A server that listens. */
export interface RunningServer {
  readonly app: NestFastifyApplication;
  /** Where it listens: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Resolves once views and profiles are ready and the runners run, however long a store is away. */
  readonly ready: Promise<void>;
  /** Finishes what was accepted, then stops. */
  close(): Promise<void>;
}

/** Starts the desk: listens at once, and is ready as soon as its stores are. SIGTERM and SIGINT close it. */
export async function startServer(
  config: Config,
  stores?: OpenStores,
  logger: Logger = createLogger({ level: config.logLevel, name: 'evidesk' }),
): Promise<RunningServer> {
  keepHeap('moderate');
  const answers = JSON.parse(await readFile(ANSWERS, 'utf8')) as AnswerSchemas;
  const app = await createHttpApp(ApiModule.register(config, stores), config, { logger, answers });
  const metrics = app.get<Metrics>(METRICS);
  metrics.watchNode('process');
  observeStores(metrics, {
    eventStore: app.get<EventStore>(EVENT_STORE),
    readStore: app.get<ReadStore>(READ_STORE),
    health: app.get<readonly HealthCheck[]>(HEALTH_CHECKS),
    refusals: app.get<Refusals>(REFUSALS),
    feeds: app.get(LiveFeeds),
    clock: app.get<Clock>(CLOCK),
    config,
  });
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    await app.close();
    throw error;
  }
  const ready = (async () => {
    await app.get(StartUp).run();
    if (config.runners === 'inline') await app.get(RunnerHost).start();
    if (config.runners === 'thread') await app.get(RunnerThread).start();
  })();
  ready.catch((error: unknown) => logger.fatal({ error }, 'start-up failed'));
  return { app, url: await app.getUrl(), ready, close: () => app.close() };
}
