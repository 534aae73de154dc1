import 'reflect-metadata';
import { type Config, createLogger, NestLogger, PlatformModule } from '@evidesk/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type RunnerChoice, RunnerHost } from './runner-host.js';
import { StartUp } from './start-up.js';
import type { StoreMode } from './stores.js';
import { WorkerModule } from './worker.module.js';

/** Starts a worker and answers once its runners run. Close the answer in order to stop it. */
export async function runWorker(
  config: Config,
  mode: StoreMode,
  choice: RunnerChoice,
): Promise<INestApplicationContext> {
  const logger = createLogger({ level: config.logLevel, name: 'evidesk-worker' });
  class WorkerProcess {}
  const app = await NestFactory.createApplicationContext(
    {
      module: WorkerProcess,
      imports: [PlatformModule.register(config, { logger }), WorkerModule.register(config, mode)],
    },
    { logger: new NestLogger(logger), abortOnError: false },
  );
  await app.get(StartUp).run();
  await app.get(RunnerHost).start(choice);
  return app;
}
