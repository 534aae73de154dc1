import type { Config } from '@evidesk/platform';
import type { CommandSender } from '@evidesk/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { COMMAND_SENDER } from './command-sender.js';
import { CoreModule } from './core.module.js';
import { HealthServer } from './health-server.js';
import { RunnerHost } from './runner-host.js';
import type { StoreMode } from './stores.js';

/** A process, or a thread of one, that runs projections and process managers. */
@Module({})
export class WorkerModule {
  static register(config: Config, mode: StoreMode, sender?: CommandSender): DynamicModule {
    // A thread's health is that of its process.
    const own = sender === undefined ? [HealthServer] : [{ provide: COMMAND_SENDER, useValue: sender }];
    return { module: WorkerModule, imports: [CoreModule.register(config, mode)], providers: [...own, RunnerHost] };
  }
}
