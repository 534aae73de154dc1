import type { Config } from '@evidesk/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import { CoreModule } from './core.module.js';
import { RunnerHost } from './runner-host.js';
import type { StoreMode } from './stores.js';

/** A process that runs projections and process managers, and no HTTP. */
@Module({})
export class WorkerModule {
  static register(config: Config, mode: StoreMode): DynamicModule {
    return { module: WorkerModule, imports: [CoreModule.register(config, mode)], providers: [RunnerHost] };
  }
}
