import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { type Clock, deriveId, StoreUnavailable } from '@evidesk/kernel';
import { CLOCK, type Config, CONFIG, type Logger, LOGGER } from '@evidesk/platform';
import { type CompiledProfile, loadShippedProfile, ProfileRegistry, publishProfile } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { VIEWS } from './read-models.js';

const RETRY_MS = 1_000;

/** What has to be done before the first command: views defined, a profile in force and known. Waits for stores that are away. */
@Injectable()
export class StartUp implements OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private viewsDefined = false;
  /** True from when the process profiles are known. */
  private profilesKnown = false;

  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Resolves when all is done, however long a store is away. The first call begins. */
  run(): Promise<void> {
    this.running ??= Promise.all([this.defineViews(), this.learnProfiles()]).then(() => undefined);
    return this.running;
  }

  /** The newest version of a profile. @throws StoreUnavailable until the profiles are known */
  inForce(name: string): CompiledProfile {
    if (!this.profilesKnown) throw new StoreUnavailable('event-store', RETRY_MS);
    return this.profiles.inForce(name);
  }

  /** @throws Error while something is still to be done */
  async check(): Promise<void> {
    if (!this.viewsDefined) throw new Error('the views are not defined yet');
    if (!this.profilesKnown) throw new Error('the process profiles are not known yet');
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.profiles.stop();
    await Promise.all([this.events.close(), this.reads.close()]);
  }

  private async defineViews(): Promise<void> {
    await this.untilItWorks(() => this.reads.define(VIEWS));
    this.viewsDefined = true;
  }

  private async learnProfiles(): Promise<void> {
    await this.untilItWorks(() => this.profiles.start());
    if (this.profiles.versions(this.config.profile).length === 0) {
      const profile = await loadShippedProfile(this.config.profile);
      await this.untilItWorks(async () => {
        const now = this.clock.now();
        const commandId = deriveId('first-profile', this.config.profile);
        const metadata = {
          commandId,
          correlationId: commandId,
          actor: { id: 'start-up', roles: ['process_admin'] },
          occurredAt: now,
          recordedAt: now,
        };
        const { position } = await publishProfile(this.events, { profile }, metadata);
        if (!(await this.profiles.waitFor(position))) throw new StoreUnavailable('event-store', RETRY_MS);
      });
    }
    this.profilesKnown = true;
  }

  private async untilItWorks(step: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await step();
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || this.stopping.signal.aborted) throw error;
        this.logger.warn({ store: error.store }, 'waiting for a store');
        await sleep(RETRY_MS, undefined, { signal: this.stopping.signal });
      }
    }
  }
}
