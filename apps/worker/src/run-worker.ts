import 'reflect-metadata';
import { type Config, createLogger, NestLogger, PlatformModule } from '@evidesk/platform';
import type { CommandSender } from '@evidesk/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RunnerHost } from './runner-host.js';
import { StartUp } from './start-up.js';
import type { StoreMode } from './stores.js';
import { WorkerModule } from './worker.module.js';

/**
 * Starts a worker and answers once its runners run. Close the answer in order to stop it.
 * @param sender who carries out the commands of its process managers; by default the worker itself
 */
export async function runWorker(
  config: Config,
  mode: StoreMode,
  sender?: CommandSender,
): Promise<INestApplicationContext> {
  const logger = createLogger({ level: config.logLevel, name: 'evidesk-worker' });
  class WorkerProcess {}
  const app = await NestFactory.createApplicationContext(
    {
      module: WorkerProcess,
      imports: [PlatformModule.register(config, { logger }), WorkerModule.register(config, mode, sender)],
    },
    { logger: new NestLogger(logger), abortOnError: false },
  );
  await app.get(StartUp).run();
  await app.get(RunnerHost).start();
  return app;
}
