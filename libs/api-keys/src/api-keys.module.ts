import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { CommandExecutor } from '@evidesk/executor';
import { type Clock, deriveId, type IdGenerator } from '@evidesk/kernel';
import { CLOCK, ID_GENERATOR, KEY_VERIFIER, type Logger, LOGGER, registerProblems } from '@evidesk/platform';
import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { API_KEY_PROBLEMS } from './application/api-key-problems.js';
import { ApiKeyRegistry } from './application/api-key-registry.js';
import { ApiKeysRoute } from './application/api-keys.http.js';
import { noteApiKeyUse } from './application/issue-api-key.js';

registerProblems(API_KEY_PROBLEMS);

function openRegistry(
  store: EventStore,
  executor: CommandExecutor,
  clock: Clock,
  ids: IdGenerator,
  logger: Logger,
): ApiKeyRegistry {
  return new ApiKeyRegistry(store, {
    now: () => Date.parse(clock.now()),
    onUse: ({ id, principal, day }) => {
      const now = clock.now();
      // Derived, so that every process that sees the first use of a day notes the same event.
      const commandId = deriveId('api-key-use', id, day);
      const actor = { id: principal.id, roles: principal.roles };
      const metadata = { commandId, correlationId: ids.next(), actor, occurredAt: now, recordedAt: now };
      noteApiKeyUse(executor, id, day, metadata).catch((error: unknown) =>
        logger.warn({ error, apiKey: id }, 'the use of an API key could not be noted'),
      );
    },
    onLost: (error) => logger.warn({ error }, 'the API keys can not be read'),
  });
}

/** API keys over HTTP: the routes, and the verifier that the guard asks. */
@Module({
  controllers: [ApiKeysRoute],
  providers: [
    {
      provide: ApiKeyRegistry,
      inject: [EVENT_STORE, CommandExecutor, CLOCK, ID_GENERATOR, LOGGER],
      useFactory: openRegistry,
    },
    { provide: KEY_VERIFIER, useExisting: ApiKeyRegistry },
  ],
})
export class ApiKeysHttpModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(ApiKeyRegistry) private readonly registry: ApiKeyRegistry) {}

  onApplicationBootstrap(): void {
    this.registry.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.registry.stop();
  }
}
