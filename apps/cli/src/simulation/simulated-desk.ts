import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { deriveId, type Instant, type ProcessManager } from '@evidesk/kernel';
import { type Config, type Logger, NestLogger, PlatformModule } from '@evidesk/platform';
import { openMemoryKeyStore } from '@evidesk/privacy';
import { type ProcessProfile, ProfileRegistry, publishProfile } from '@evidesk/profiles';
import { openSqliteReadStore } from '@evidesk/read-store';
import { type CommandSender, ViewsOnDemand } from '@evidesk/runtime';
import { CountedIds, type SimulatedDesk, type Stage, VirtualClock } from '@evidesk/simulation';
import { COMMAND_SENDER, CoreModule, PROCESSES, PROJECTIONS, StartUp } from '@evidesk/worker';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';

/** Nobody is told of what is only simulated: neither is it noted who would be, nor is anything delivered. */
const tellsPeople = ({ name, streams }: ProcessManager): boolean =>
  name.startsWith('notification') || streams.some((prefix) => prefix.startsWith('notification'));

export interface SimulatedDeskOptions {
  /** Of the desk that is simulated: its directory, if it has one. */
  readonly config: Config;
  readonly profile: ProcessProfile;
  /** When it opens. */
  readonly from: Instant;
  readonly seed: number;
  readonly logger: Logger;
}

/** A simulated desk that is to be closed. */
export interface OpenSimulatedDesk extends SimulatedDesk {
  close(): Promise<void>;
}

/**
 * Opens a desk for a simulation: the modules of a worker, in virtual time, on an event store in memory and views in a
 * temporary folder that is removed when it is closed. Nothing of it touches the stores of the real desk.
 */
export async function openSimulatedDesk(options: SimulatedDeskOptions): Promise<OpenSimulatedDesk> {
  const { profile, from, seed, logger } = options;
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-simulation-'));
  const config: Config = { ...options.config, profile: profile.name, runners: 'none' };
  const clock = new VirtualClock(from);
  const eventStore = openMemoryEventStore();
  const views = openSqliteReadStore({ file: join(folder, 'views.db') });
  const readStore = new ViewsOnDemand(views, eventStore, PROJECTIONS, clock);
  const removed = () => rmSync(folder, { recursive: true, force: true });
  class Simulation {}
  try {
    await publish(eventStore, profile, from);
    const ids = new CountedIds(`${seed}`);
    const app = await NestFactory.createApplicationContext(
      {
        module: Simulation,
        imports: [
          PlatformModule.register(config, { logger, clock, ids }),
          CoreModule.register(config, 'write', {
            eventStore,
            readStore,
            keyStore: openMemoryKeyStore(),
            unsealed: true,
          }),
        ],
      },
      { logger: new NestLogger(logger), abortOnError: false },
    );
    await app.get(StartUp).run();
    const registry = app.get(ProfileRegistry, { strict: false });
    return {
      bus: app.get<Stage>(CommandBus, { strict: false }),
      eventStore,
      sender: app.get<CommandSender>(COMMAND_SENDER, { strict: false }),
      clock,
      profile: registry.inForce(profile.name),
      processes: PROCESSES.filter((process) => !tellsPeople(process)),
      close: async () => {
        await app.close();
        removed();
      },
    };
  } catch (error) {
    await views.close();
    removed();
    throw error;
  }
}

async function publish(eventStore: EventStore, profile: ProcessProfile, at: Instant): Promise<void> {
  const commandId = deriveId('simulated-profile', profile.name);
  const actor = { id: 'simulation', roles: ['process_admin'] };
  await publishProfile(
    eventStore,
    { profile },
    { commandId, correlationId: commandId, actor, occurredAt: at, recordedAt: at },
  );
}
