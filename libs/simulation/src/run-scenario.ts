import { changeTrigger } from '@evidesk/changes';
import { type EventStore, StreamNotFound } from '@evidesk/event-store';
import { ExecuteIncidentCommand } from '@evidesk/incidents';
import {
  type Clock,
  type CommandMetadata,
  deriveId,
  DomainError,
  type Instant,
  type Position,
  START,
} from '@evidesk/kernel';
import { Lanes } from './lanes.js';
import { type Message, messageOf } from './message-of.js';
import { DAY, instantOf, monthBounds } from './office-hours.js';
import type { PlannedAction, PlannedStep } from './planned-step.js';
import { scenario, scenarioName, type ScenarioOptions, SIMULATED_PROFILE } from './scenario.js';

/** What has been back-dated further than a month comes from an importer (C22). */
const BACKDATED_MS = 29 * DAY;

/** Where a scenario is played: the command bus of a desk, or what stands in for it. */
export interface Stage {
  execute(message: Message): Promise<{ readonly position: Position }>;
}

export interface RunScenarioOptions extends Omit<ScenarioOptions, 'until'> {
  readonly bus: Stage;
  readonly eventStore: EventStore;
  readonly clock: Clock;
  /** How many commands are under way at a time (default 16). */
  readonly concurrency?: number;
  onProgress?(done: number, total: number): void;
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface ScenarioRun {
  readonly incidents: number;
  readonly commands: number;
  /** True when all of it was there already, and nothing was done now. */
  readonly already: boolean;
  /** Refused commands; the life of such an incident ends there. None under the profile as it ships. */
  readonly refused: readonly {
    readonly step: string;
    readonly command: string;
    readonly code: string;
    readonly message: string;
  }[];
  /** Where the last event is. */
  readonly position: Position;
}

/**
 * Plays a month: every command occurs when the scenario says and is recorded now. Command ids follow from the scenario,
 * so that playing it again changes nothing and one that was broken off is taken up.
 * @throws StoreUnavailable; RangeError as `scenario`
 */
export async function runScenario(options: RunScenarioOptions): Promise<ScenarioRun> {
  const { eventStore, clock, concurrency = 16, onProgress, signal } = options;
  const name = scenarioName(options);
  const player = new Player(name, options.bus, clock);
  // Whoever takes up a scenario must see the same plan: what had happened by then was decided when it was begun.
  const begun = await firstRecordedAt(eventStore, `incident-${player.firstIncident}`);
  const end = endOfPlan(options, begun ?? clock.now());
  const steps = scenario({ ...options, until: end });
  const [first, ...rest] = withFirst(steps, player.firstIncident);
  if (first === undefined) throw new Error('a scenario has steps');
  const incidents = new Set(steps.map(({ incidentId }) => incidentId)).size;
  if (begun !== undefined && (await has(eventStore, `incident-${player.firstIncident}`, player.idOf('done')))) {
    return { incidents, commands: 0, already: true, refused: [], position: START };
  }
  let done = 0;
  const play = async (step: PlannedStep): Promise<void> => {
    await player.play(step);
    done += 1;
    onProgress?.(done, steps.length);
  };
  await play(first);
  const lanes = new Lanes(concurrency);
  for (const step of rest) {
    if (signal?.aborted === true) break;
    await lanes.enter([step.incidentId, ...(step.looksAt === undefined ? [] : [step.looksAt])], () => play(step));
  }
  await lanes.empty();
  signal?.throwIfAborted();
  await player.markDone();
  return { incidents, commands: player.sent, already: false, refused: player.refused, position: player.position };
}

class Player {
  readonly refused: { step: string; command: string; code: string; message: string }[] = [];
  sent = 0;
  position: Position = START;
  private readonly ended = new Set<string>();

  constructor(
    private readonly name: string,
    private readonly bus: Stage,
    private readonly clock: Clock,
  ) {}

  /** The incident whose first event tells when the scenario was begun. */
  get firstIncident(): string {
    return deriveId('simulated-incident', this.name, 'fault');
  }

  idOf(key: string): string {
    return deriveId('simulation', this.name, key);
  }

  /** Sends a step and, at the same time, what the process manager will make of it: whoever is later finds it done. */
  async play(step: PlannedStep): Promise<void> {
    if (this.ended.has(step.incidentId)) return;
    const commandId = this.idOf(step.key);
    const metadata = this.metadata(step, { commandId, correlationId: commandId });
    const sent = [this.send(step, step.action, metadata)];
    if (step.reaction !== undefined) sent.push(this.react(step, step.reaction, commandId));
    const failed = (await Promise.allSettled(sent)).find((result) => result.status === 'rejected');
    if (failed === undefined) return;
    if (!(failed.reason instanceof DomainError)) throw failed.reason;
    const { code, message } = failed.reason;
    this.ended.add(step.incidentId);
    this.refused.push({ step: step.key, command: step.action.type, code, message });
  }

  /** A note on the first incident: all of it is there. */
  async markDone(): Promise<void> {
    const commandId = this.idOf('done');
    const now = this.clock.now();
    const actor = { id: 'simulation', roles: ['incident_manager'] };
    const metadata = { commandId, correlationId: commandId, actor, occurredAt: now, recordedAt: now };
    const data = { text: `模拟运行数据 / Simulated run ${this.name}` };
    await this.execute(new ExecuteIncidentCommand(this.firstIncident, { type: 'AddComment', data, metadata }));
  }

  private react(step: PlannedStep, reaction: PlannedAction, causing: string): Promise<void> {
    const causationId = deriveId(causing, 0);
    const commandId = deriveId(changeTrigger.name, causationId, reaction.type);
    const actor = { id: `process:${changeTrigger.name}`, roles: ['system'] };
    return this.send(
      step,
      reaction,
      this.metadata({ ...step, actor }, { commandId, causationId, correlationId: causing }),
    );
  }

  private send({ incidentId }: PlannedStep, action: PlannedAction, metadata: CommandMetadata): Promise<void> {
    return this.execute(messageOf(incidentId, action, metadata, SIMULATED_PROFILE));
  }

  private async execute(message: Message): Promise<void> {
    const { position } = await this.bus.execute(message);
    this.sent += 1;
    if (position > this.position) this.position = position;
  }

  private metadata(
    { at, actor }: PlannedStep,
    ids: Pick<CommandMetadata, 'commandId' | 'correlationId' | 'causationId'>,
  ): CommandMetadata {
    const recordedAt = this.clock.now();
    const longAgo = Date.parse(recordedAt) - Date.parse(at) > BACKDATED_MS;
    return {
      ...ids,
      actor: longAgo ? { ...actor, roles: [...actor.roles, 'importer'] } : actor,
      occurredAt: at,
      recordedAt,
    };
  }
}

/** The plan ends with its month, or when it was begun, if that was sooner. */
function endOfPlan(options: Omit<ScenarioOptions, 'until'>, begun: Instant): Instant {
  const end = instantOf(monthBounds(options.month, options.timeZone).to);
  return end < begun ? end : begun;
}

function withFirst(steps: readonly PlannedStep[], incidentId: string): readonly PlannedStep[] {
  const first = steps.find((step) => step.incidentId === incidentId);
  return first === undefined ? steps : [first, ...steps.filter((step) => step !== first)];
}

async function firstRecordedAt(store: EventStore, stream: string): Promise<Instant | undefined> {
  try {
    for await (const { metadata } of store.readStream(stream, { limit: 1 })) return metadata.recordedAt;
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
  }
  return undefined;
}

async function has(store: EventStore, stream: string, commandId: string): Promise<boolean> {
  for await (const { metadata } of store.readStream(stream)) if (metadata.commandId === commandId) return true;
  return false;
}
