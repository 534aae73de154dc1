import type { Config } from '@evidesk/platform';
import type { CommandSender } from '@evidesk/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { COMMAND_SENDER } from './command-sender.js';
import { CoreModule } from './core.module.js';
import { RunnerHost } from './runner-host.js';
import type { StoreMode } from './stores.js';

/** A process that runs projections and process managers, and no HTTP. */
@Module({})
export class WorkerModule {
  static register(config: Config, mode: StoreMode, sender?: CommandSender): DynamicModule {
    const instead = sender === undefined ? [] : [{ provide: COMMAND_SENDER, useValue: sender }];
    return { module: WorkerModule, imports: [CoreModule.register(config, mode)], providers: [...instead, RunnerHost] };
  }
}
