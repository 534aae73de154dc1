import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { type AnswerSchemas, type Config, createHttpApp, createLogger, type Logger } from '@evidesk/platform';
import { type OpenStores, RunnerHost, StartUp } from '@evidesk/worker';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
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
  const answers = JSON.parse(await readFile(ANSWERS, 'utf8')) as AnswerSchemas;
  const app = await createHttpApp(ApiModule.register(config, stores), config, { logger, answers });
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
