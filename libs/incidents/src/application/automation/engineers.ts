import { DIRECTORY, type Directory } from '@evidesk/directory';
import type { Position } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject, Injectable } from '@nestjs/common';
import { bestBySkill, handlingOf, type Loads } from '../../domain/assignee.js';
import type { AutomationCommand } from '../../domain/automation.commands.js';
import { assignable, rulesFor } from '../../domain/decide/auto-assign.js';
import type { RecordedIncident } from '../../domain/incident.state.js';
import { engineerLoads } from '../../read-models/queue/engineer-load.js';
import { queueProjection } from '../../read-models/queue/queue.projection.js';

/** So many equals are compared at most: the first by id. */
const MAX_EQUALS = 1_000;

/** So many changes are kept in mind while the view is behind. */
const MAX_RECENT = 1_000;

/** A change of an engineer's load that the view may not have seen. */
interface Change {
  readonly engineer: string;
  readonly by: 1 | -1;
  readonly position: Position;
}

/** Who could have an incident, and what they have to do already (S4-07, S4-46). */
@Injectable()
export class Engineers {
  private recent: readonly Change[] = [];
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(DIRECTORY) private readonly directory: Directory,
    @Inject(READ_STORE) private readonly store: ReadStore,
  ) {}

  /** Runs assignments one after the other, so that each sees the load that the one before has given. */
  oneByOne<T>(assign: () => Promise<T>): Promise<T> {
    const result = this.last.then(assign);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** The members of the group that handles the incident, and the loads of the best by skill: one query. `undefined`: no rules apply. */
  async factsFor(
    state: RecordedIncident,
    profile: CompiledProfile,
  ): Promise<AutomationCommand<'AutoAssign'>['data'] | undefined> {
    const assignment = rulesFor(state, profile);
    if (assignment === undefined) return undefined;
    const incident = assignable(state, profile);
    const handling = handlingOf(assignment, incident);
    const candidates = this.directory.membersOf(handling.group);
    const { best } = bestBySkill(handling, candidates, incident);
    return { candidates, loads: await this.loadsOf(best.slice(0, MAX_EQUALS)) };
  }

  /** Notes what an assignment changed, until the view shows it. */
  moved(from: RecordedIncident, to: RecordedIncident, position: Position): void {
    const [before, after] = [from.assignment.engineer, to.assignment.engineer];
    if (before === after) return;
    const changes: Change[] = [];
    if (before !== undefined) changes.push({ engineer: before, by: -1, position });
    if (after !== undefined) changes.push({ engineer: after, by: 1, position });
    this.recent = [...this.recent, ...changes].slice(-MAX_RECENT);
  }

  private async loadsOf(engineers: readonly string[]): Promise<Loads> {
    if (engineers.length === 0) return {};
    const { position } = await this.store.checkpoint(queueProjection.name);
    this.recent = this.recent.filter((change) => change.position > position);
    const { items } = await this.store.find(engineerLoads, {
      where: { 'dimensions.engineer': { in: engineers } },
      index: 'engineer',
      limit: MAX_EQUALS,
    });
    const loads = new Map(items.map(({ id, measures }) => [id, measures['open'] ?? 0]));
    for (const { engineer, by } of this.recent) loads.set(engineer, Math.max(0, (loads.get(engineer) ?? 0) + by));
    return Object.fromEntries(loads);
  }
}
