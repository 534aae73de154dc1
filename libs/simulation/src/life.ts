import type { Actor, Instant } from '@evidesk/kernel';
import type { IncidentCommandData, IncidentCommandType, RecordIncidentData } from '@evidesk/incidents';
import type { Dice } from './dice.js';
import { inOfficeHours, instantOf, MINUTE } from './office-hours.js';
import type { ChangeAction, IncidentAction, PlannedAction, PlannedStep } from './planned-step.js';

type Extras = Pick<PlannedStep, 'to' | 'looksAt' | 'reaction'>;

/** The steps of one incident as they are thought up, and the time that it has become. */
export class Life {
  readonly steps: PlannedStep[] = [];

  constructor(
    /** Names it within the scenario. */
    readonly key: string,
    readonly incidentId: string,
    readonly dice: Dice,
    private readonly timeZone: string,
    /** Urgent work does not wait for the morning. */
    private readonly roundTheClock: boolean,
    private at: number,
  ) {}

  get now(): number {
    return this.at;
  }

  get instant(): Instant {
    return instantOf(this.at);
  }

  /** Some minutes go by; and the night, where nobody works then. */
  pass(from: number, to: number): this {
    this.at += Math.round(this.dice.int(Math.round(from * 60), Math.round(to * 60)) * 1000);
    if (!this.roundTheClock) this.at = inOfficeHours(this.dice, this.at, this.timeZone);
    return this;
  }

  /** Some minutes go by, at night too: what machines and users do. */
  passAnyTime(from: number, to: number): this {
    this.at += this.dice.int(Math.round(from * 60), Math.round(to * 60)) * 1000;
    return this;
  }

  /** Goes to an instant, if it is still to come. */
  passUntil(ms: number): this {
    this.at = Math.max(this.at + MINUTE, ms);
    return this;
  }

  record(actor: Actor, data: Omit<RecordIncidentData, 'number'>): this {
    return this.add(actor, { kind: 'record', type: 'RecordIncident', data }, { to: 'classification' });
  }

  does<T extends Exclude<IncidentCommandType, 'RecordIncident'>>(
    actor: Actor,
    type: T,
    data: IncidentCommandData<T>,
    extras: Extras = {},
  ): this {
    return this.add(actor, { kind: 'incident', type, data } as IncidentAction, extras);
  }

  change<T extends ChangeAction['type']>(
    actor: Actor,
    changeId: string,
    type: T,
    data: Extract<ChangeAction, { type: T }>['data'],
    extras: Extras = {},
  ): this {
    return this.add(actor, { kind: 'change', changeId, type, data } as ChangeAction, extras);
  }

  private add(actor: Actor, action: PlannedAction, extras: Extras): this {
    const { key, incidentId, instant: at } = this;
    this.steps.push({ key: `${key}/${this.steps.length}`, incidentId, at, actor, action, ...extras });
    return this;
  }
}
