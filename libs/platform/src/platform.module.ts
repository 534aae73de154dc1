import type { Clock, IdGenerator } from '@evidesk/kernel';
import { type BeforeApplicationShutdown, type DynamicModule, Inject, Module } from '@nestjs/common';
import { TOKEN_VERIFIER, type TokenVerifier } from './auth/principal.js';
import { openTokenVerifier } from './auth/token-verifiers.js';
import { CONFIG } from './config/load-config.js';
import type { Config } from './config/schema.js';
import { LiveFeeds } from './http/live-feeds.js';
import { Refusals, REFUSALS } from './http/refusals.js';
import { LOGGER, type Logger } from './logging/logger.js';
import { CLOCK, SystemClock } from './time/system-clock.js';
import { ID_GENERATOR, UuidV7Generator } from './time/uuid-v7-generator.js';

/** What a process may bring along instead of the default. */
export interface PlatformOptions {
  readonly logger: Logger;
  /** Who verifies tokens; by default those that the configuration names. */
  readonly verifier?: TokenVerifier;
  /** What time it is; by default the machine's. */
  readonly clock?: Clock;
  /** Where new ids come from; by default chance and time. */
  readonly ids?: IdGenerator;
}

const feedLimits = ({ feedBeatMs: beatMs, feeds: most, feedsPerCaller: mostOfOne }: Config) => ({
  beatMs,
  most,
  mostOfOne,
});

/** Configuration, clock, ids, log, token verification, open feeds and the count of refusals, for every module. */
@Module({})
export class PlatformModule implements BeforeApplicationShutdown {
  constructor(@Inject(LiveFeeds) private readonly feeds: LiveFeeds) {}

  static register(config: Config, options: PlatformOptions): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: options.logger },
      { provide: CLOCK, useFactory: () => options.clock ?? new SystemClock() },
      { provide: ID_GENERATOR, useFactory: () => options.ids ?? new UuidV7Generator() },
      { provide: REFUSALS, useFactory: () => new Refusals() },
      { provide: LiveFeeds, useFactory: () => new LiveFeeds(feedLimits(config)) },
      { provide: TOKEN_VERIFIER, useFactory: () => options.verifier ?? openTokenVerifier(config) },
    ];
    return { module: PlatformModule, global: true, providers, exports: providers };
  }

  beforeApplicationShutdown(): void {
    this.feeds.stop();
  }
}
