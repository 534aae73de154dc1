import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import type { Position } from '@evidesk/kernel';
import { type Config, NestLogger, PlatformModule, VIEW_PROGRESS, type ViewProgress } from '@evidesk/platform';
import { CoreModule, FOLLOWING, openEventStore, RunnerHost, StartUp } from '@evidesk/worker';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Cli } from './cli.js';

const VIEWS_WAIT_MS = 600_000;

/** The desk in this process, without HTTP: for commands that write events. */
export interface Desk {
  readonly app: INestApplicationContext;
  readonly config: Config;
  readonly eventStore: EventStore;
  /**
   * Has the views take in everything, where their runners are here; elsewhere workers see to it. Not before: views that
   * follow what is being brought in take it in event by event, and afterwards in bulk.
   */
  viewsCurrent(position: Position): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the stores for writing, brings up the profiles, and is ready to host the runners where no workers do.
 * @throws StoreLocked when a server has the embedded event store
 */
export async function openDesk(cli: Pick<Cli, 'logger' | 'note'>, config: Config): Promise<Desk> {
  const logger = cli.logger();
  // Opened here, so that one that is locked is an answer and no failure of the framework's.
  const eventStore = await openEventStore(config, 'write', true);
  class CommandLine {}
  const app = await NestFactory.createApplicationContext(
    {
      module: CommandLine,
      imports: [PlatformModule.register(config, { logger }), CoreModule.register(config, 'write', { eventStore })],
      providers: [RunnerHost],
    },
    { logger: new NestLogger(logger), abortOnError: false },
  );
  const hosts = config.embedded && config.runners !== 'none';
  try {
    await app.get(StartUp).run();
  } catch (error) {
    await app.close();
    throw error;
  }
  const progress = app.get<ViewProgress>(VIEW_PROGRESS);
  return {
    app,
    config,
    eventStore: app.get<EventStore>(EVENT_STORE),
    viewsCurrent: async (position) => {
      if (!hosts) return;
      await app.get(RunnerHost).start();
      for (let head = position, before = ''; head !== before; head = await eventStore.head()) {
        const reached = await Promise.all(FOLLOWING.map(({ name }) => progress.waitFor(name, head, VIEWS_WAIT_MS)));
        if (reached.includes(false))
          return cli.note('the views are still catching up; the server will go on with that');
        // What process managers have done about it is to be in the views too.
        before = head;
      }
    },
    close: () => app.close(),
  };
}
