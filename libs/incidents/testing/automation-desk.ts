import { type DirectoryFile, directoryOf } from '@evidesk/directory';
import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { CommandExecutor } from '@evidesk/executor';
import { type CommandMetadata, type ProcessManager, type RecordedEvent, START } from '@evidesk/kernel';
import { NumberAllocator } from '@evidesk/numbering';
import {
  type CompiledProfile,
  compileProfile,
  loadShippedProfile,
  type ProcessProfile,
  type ProfileRegistry,
} from '@evidesk/profiles';
import { openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { type ProcessCommand, SteppedProcess, ViewsOnDemand, viewOf } from '@evidesk/runtime';
import { actor, commandMetadata, CountingIds, FixedClock } from '@evidesk/testing';
import { AutomateIncidentHandler, automationMessage } from '../src/application/automation/automate-incident.js';
import { Engineers } from '../src/application/automation/engineers.js';
import { Primaries } from '../src/application/automation/primaries.js';
import { ExecuteIncidentCommand, ExecuteIncidentCommandHandler } from '../src/application/execute-incident-command.js';
import { incidentAggregate } from '../src/application/incident.aggregate.js';
import { RecordIncident, RecordIncidentHandler } from '../src/application/record-incident/record-incident.handler.js';
import type { IncidentCommand, IncidentCommandData, IncidentCommandType } from '../src/domain/incident.commands.js';
import type { RecordedIncident } from '../src/domain/incident.state.js';
import { autoAssignment } from '../src/processes/auto-assignment/auto-assignment.process.js';
import { duplicateDetection } from '../src/processes/duplicate-detection/duplicate-detection.process.js';
import { majorIncident } from '../src/processes/major-incident/major-incident.process.js';
import { queueProjection } from '../src/read-models/queue/queue.projection.js';
import { command, SAMPLES } from './commands.js';

const PROCESSES: readonly ProcessManager[] = [autoAssignment, duplicateDetection, majorIncident];
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a desk under test is set up with. */
export interface AutomationSettings {
  readonly directory?: DirectoryFile;
  /** Of `servicedesk-phase1`. */
  readonly change?: (profile: ProcessProfile) => ProcessProfile;
  /** The queue shows nothing of what happens. */
  readonly viewStands?: boolean;
}

/** The handlers of incidents on a store in memory, with the three process managers driven by hand. */
export class AutomationDesk {
  readonly clock = new FixedClock();
  /** What the process managers have sent. */
  readonly sent: ProcessCommand[] = [];
  private processes: readonly SteppedProcess[] = [];
  private position = START;
  private last = 0;

  private constructor(
    readonly store: EventStore,
    readonly executor: CommandExecutor,
    private readonly records: RecordIncidentHandler,
    private readonly commands: ExecuteIncidentCommandHandler,
    private readonly automation: AutomateIncidentHandler,
  ) {
    this.restart();
  }

  static async open({ directory = {}, change, viewStands = false }: AutomationSettings = {}): Promise<AutomationDesk> {
    const preset = await loadShippedProfile('servicedesk-phase1');
    const profile: CompiledProfile = compileProfile(change?.(preset) ?? preset, { name: preset.name, version: 1 });
    const store = openMemoryEventStore();
    const snapshots = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
    const executor = new CommandExecutor(store, snapshots, { onSnapshotFailure: () => undefined });
    const profiles = { inForce: () => profile, get: () => profile } as unknown as ProfileRegistry;
    const numbers = new NumberAllocator(executor, new FixedClock(), new CountingIds('numbering'));
    const memory = openMemoryReadStore();
    await memory.define([viewOf(queueProjection)]);
    const views: ReadStore = viewStands
      ? memory
      : new ViewsOnDemand(memory, store, [queueProjection], new FixedClock());
    const people = directoryOf(directory, () => '');
    return new AutomationDesk(
      store,
      executor,
      new RecordIncidentHandler(executor, profiles, numbers),
      new ExecuteIncidentCommandHandler(executor, profiles),
      new AutomateIncidentHandler(executor, profiles, new Engineers(people, views), new Primaries(executor)),
    );
  }

  /** Records an incident by the first line, under an id of the test's. */
  async record(id: string, details: object = {}, metadata: Partial<CommandMetadata> = {}): Promise<void> {
    const { number: _number, priority: _priority, ...sample } = SAMPLES.RecordIncident;
    const data = { ...sample, impact: 'low', urgency: 'low', ...details };
    await this.records.execute(new RecordIncident(data, this.metadata(metadata), 'servicedesk-phase1', id));
  }

  /** Carries a command of the first line out. */
  async does<T extends IncidentCommandType>(
    id: string,
    type: T,
    data: Partial<IncidentCommandData<T>> = {},
    metadata: Partial<CommandMetadata> = {},
  ): Promise<void> {
    const wish = command(type, data, this.metadata(metadata)) as IncidentCommand;
    await this.commands.execute(new ExecuteIncidentCommand(id, wish));
  }

  /** Lets the process managers take in what happened, and what follows from what they send. */
  async settle(): Promise<void> {
    for (;;) {
      const events: RecordedEvent[] = [];
      for await (const event of this.store.readAll({ after: this.position })) events.push(event);
      if (events.length === 0) return;
      this.position = events.at(-1)?.position ?? this.position;
      for (const process of this.processes) await process.take(events);
    }
  }

  /** Time passes; what is due is sent. */
  async waitUntil(instant: string): Promise<void> {
    this.clock.set(instant);
    for (const process of this.processes) while (await process.fire());
    await this.settle();
  }

  /** The process managers have forgotten everything, and take all of history in again. */
  restart(): void {
    this.position = START;
    this.processes = PROCESSES.map(
      (process) =>
        new SteppedProcess(process, {
          clock: this.clock,
          logger: silent,
          sender: { send: (sent) => this.send(sent) },
        }),
    );
  }

  /** Carries a command of a process manager out. */
  async send(sent: ProcessCommand): Promise<void> {
    this.sent.push(sent);
    const message = automationMessage(sent);
    if (message === undefined) throw new Error(`nobody carries out ${sent.type}`);
    await this.automation.execute(message);
  }

  async incident(id: string): Promise<RecordedIncident> {
    const { state } = await this.executor.load(incidentAggregate, id);
    if (state.status === 'unrecorded') throw new Error(`no incident ${id}`);
    return state;
  }

  /** All events, without the numbering's. */
  async events(): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readAll({ after: START }))
      if (event.stream.startsWith('incident-')) events.push(event);
    return events;
  }

  private metadata(changes: Partial<CommandMetadata>): CommandMetadata {
    this.last += 1;
    const now = this.clock.now();
    const own = { commandId: `command-${this.last}`, actor: actor('l1'), occurredAt: now, recordedAt: now };
    return commandMetadata({ ...own, ...changes });
  }
}
