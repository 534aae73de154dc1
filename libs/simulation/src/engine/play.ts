import { changeAggregate, type ChangeEvent, type ChangeState } from '@evidesk/changes';
import { incidentAggregate, type IncidentEvent, type IncidentState } from '@evidesk/incidents';
import { deriveId, DomainError, type Instant, type Position, type RecordedEvent, START } from '@evidesk/kernel';
import { type CommandSender, SteppedProcess } from '@evidesk/runtime';
import { messageOf } from '../message-of.js';
import { instantOf } from '../office-hours.js';
import { Agenda } from './agenda.js';
import type { CaseActor, Task } from './case-actor.js';
import type { SimulatedDesk } from './simulated-desk.js';

/** The event loop gets a turn after so many steps: progress is drawn, signals are heard. */
const STEPS_A_TURN = 1_000;

/** A command that the desk refused. */
export interface Refused {
  /** Who sent it: a case's people, or a process manager. */
  readonly by: string;
  /** The incident, or whatever else it was for. */
  readonly target: string;
  readonly command: string;
  readonly code: string;
  readonly message: string;
}

export interface PlayOptions {
  /** Names the play: the ids of its commands follow from it. */
  readonly name: string;
  /** Nothing happens later. */
  readonly until: Instant;
  /** Told of every event, in global order. */
  onEvent?(event: RecordedEvent): void;
  /** Told how far virtual time has got, now and then. */
  onTime?(now: Instant): void;
  readonly signal?: AbortSignal;
}

/** What a play came to. */
export interface Played {
  /** Sent by people, and by process managers. */
  readonly commands: number;
  readonly processCommands: number;
  readonly events: number;
  /** In order. Where people's command was refused, the case ends there; a process goes on. */
  readonly refused: readonly Refused[];
}

/**
 * Lets the people of the cases and the process managers of a desk act in virtual time: the clock jumps to whatever is
 * next, a deadline or something that somebody does, and what follows from it follows at once. Nothing waits or polls.
 * The same cases on an equal desk come to the same events, byte for byte.
 * @throws Error when a process manager can not take in an event; the signal's reason
 */
export async function play(desk: SimulatedDesk, cases: readonly CaseActor[], options: PlayOptions): Promise<Played> {
  return new Play(desk, cases, options).run();
}

class Play {
  private readonly agenda = new Agenda<Task>();
  private readonly actors: ReadonlyMap<string, CaseActor>;
  private readonly caseOfChange: ReadonlyMap<string, string>;
  private readonly incidents = new Map<string, IncidentState>();
  private readonly changes = new Map<string, ChangeState>();
  private readonly processes: readonly SteppedProcess[];
  private readonly touched = new Set<string>();
  /** The last thing that was done about each case. */
  private readonly done = new Map<string, string>();
  /** Cases that people can not go on with. */
  private readonly ended = new Set<string>();
  private readonly refused: Refused[] = [];
  private position: Position = START;
  private commands = 0;
  private processCommands = 0;
  private events = 0;

  constructor(
    private readonly desk: SimulatedDesk,
    cases: readonly CaseActor[],
    private readonly options: PlayOptions,
  ) {
    this.actors = new Map(cases.map((each) => [each.incidentId, each]));
    this.caseOfChange = new Map(cases.map(({ changeId, incidentId }) => [changeId, incidentId]));
    const { clock } = desk;
    const sender: CommandSender = { send: (command) => this.sendFor(command) };
    this.processes = desk.processes.map((process) => new SteppedProcess(process, { sender, clock, logger: SILENT }));
  }

  async run(): Promise<Played> {
    const { clock } = this.desk;
    const { until, signal, onTime } = this.options;
    const end = Date.parse(until);
    await this.settle();
    for (const id of this.actors.keys()) this.plan(id);
    for (let steps = 1; ; steps += 1) {
      const due = this.due();
      const next = this.agenda.next;
      if (due === undefined && next === undefined) break;
      if (Math.min(due ?? Infinity, next ?? Infinity) > end) break;
      if (due !== undefined && due <= (next ?? Infinity)) await this.fire(due);
      else await this.act(next ?? 0);
      await this.settle();
      this.replan();
      if (steps % STEPS_A_TURN !== 0) continue;
      onTime?.(clock.now());
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
    clock.advanceTo(until);
    onTime?.(until);
    const { commands, processCommands, events, refused } = this;
    return { commands, processCommands, events, refused };
  }

  /** When the soonest deadline of any process is due. */
  private due(): number | undefined {
    let soonest: Instant | undefined;
    for (const { due } of this.processes)
      if (due !== undefined && (soonest === undefined || due < soonest)) soonest = due;
    return soonest === undefined ? undefined : Date.parse(soonest);
  }

  private async fire(due: number): Promise<void> {
    this.desk.clock.advanceTo(instantOf(due));
    const now = this.desk.clock.now();
    for (const process of this.processes) if (process.due !== undefined && process.due <= now) await process.fire();
  }

  private async act(at: number): Promise<void> {
    const { bus, clock, profile } = this.desk;
    const taken = this.agenda.take();
    if (taken === undefined) return;
    clock.advanceTo(instantOf(at));
    const { key: incidentId, task } = taken;
    // What it depends on may have changed elsewhere since it was planned.
    const actor = this.actors.get(incidentId);
    if (actor === undefined || this.nextOf(actor)?.key !== task.key) return this.plan(incidentId);
    const now = clock.now();
    const commandId = deriveId('simulated', this.options.name, incidentId, task.key);
    const metadata = { commandId, correlationId: commandId, actor: task.actor, occurredAt: now, recordedAt: now };
    this.commands += 1;
    try {
      await bus.execute(messageOf(incidentId, task.action, metadata, profile.reference.name));
      this.done.set(incidentId, task.key);
      actor.did(task);
      this.touched.add(incidentId);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.end(task.actor.id, incidentId, task.action.type, error);
    }
  }

  /** Sends a process manager's command. One that is refused would be refused again: it is noted, and the process goes on. */
  private async sendFor(command: Parameters<CommandSender['send']>[0]): Promise<void> {
    this.processCommands += 1;
    try {
      await this.desk.sender.send(command);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { code, message } = error;
      const { type, target, metadata } = command;
      this.refused.push({ by: metadata.actor.id, target, command: type, code, message });
    }
  }

  /** People can not go on with a case. */
  private end(by: string, target: string, command: string, { code, message }: Pick<DomainError, 'code' | 'message'>) {
    this.refused.push({ by, target, command, code, message });
    this.ended.add(target);
    this.agenda.strike(target);
  }

  /** Gives the processes all that has happened, and what follows from that, until nothing more does. */
  private async settle(): Promise<void> {
    for (;;) {
      const fresh: RecordedEvent[] = [];
      for await (const event of this.desk.eventStore.readAll({ after: this.position })) fresh.push(event);
      const last = fresh.at(-1);
      if (last === undefined) return;
      this.position = last.position;
      for (const event of fresh) this.see(event);
      for (const process of this.processes) await process.take(fresh);
    }
  }

  private see(event: RecordedEvent): void {
    this.events += 1;
    this.options.onEvent?.(event);
    const { stream, metadata } = event;
    const id = stream.slice(stream.indexOf('-') + 1);
    if (stream.startsWith('incident-')) {
      const before = this.incidents.get(id) ?? incidentAggregate.initial;
      this.incidents.set(id, incidentAggregate.evolve(before, event as unknown as IncidentEvent, metadata.occurredAt));
      this.touched.add(id);
    } else if (stream.startsWith('change-')) {
      const before = this.changes.get(id) ?? changeAggregate.initial;
      this.changes.set(id, changeAggregate.evolve(before, event as unknown as ChangeEvent, metadata.occurredAt));
      const incidentId = this.caseOfChange.get(id);
      if (incidentId !== undefined) this.touched.add(incidentId);
    }
  }

  private replan(): void {
    for (const id of this.touched) this.plan(id);
    this.touched.clear();
  }

  private plan(incidentId: string): void {
    const actor = this.actors.get(incidentId);
    if (actor === undefined || this.ended.has(incidentId)) return;
    const task = this.nextOf(actor);
    if (task === undefined) return this.agenda.strike(incidentId);
    if (task.key === this.done.get(incidentId)) {
      const message = `${task.key} was done and has changed nothing`;
      this.end(task.actor.id, incidentId, task.action.type, { code: 'simulation.no-effect', message });
      return;
    }
    this.agenda.note(incidentId, task.at, task);
  }

  private nextOf(actor: CaseActor): Task | undefined {
    const change = this.changes.get(actor.changeId) ?? changeAggregate.initial;
    const now = Date.parse(this.desk.clock.now());
    return actor.next({ incident: this.incident(actor.incidentId), change }, now, (id) => this.incident(id));
  }

  private incident(id: string): IncidentState {
    return this.incidents.get(id) ?? incidentAggregate.initial;
  }
}

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
