import { CommandExecutor } from '@evidesk/executor';
import { Inject, Injectable } from '@nestjs/common';
import { primaryOf } from '../../domain/decide/duplicates.js';
import { isOpen } from '../../domain/incident.evolve.js';
import type { RecordedIncident } from '../../domain/incident.state.js';
import { incidentAggregate } from '../incident.aggregate.js';

/** An open incident that others may be linked to. */
export interface Primary {
  readonly id: string;
  readonly number: string;
}

/** Finds which incident it is that others repeat, in the event store itself. */
@Injectable()
export class Primaries {
  constructor(@Inject(CommandExecutor) private readonly executor: CommandExecutor) {}

  /**
   * The first of the candidates that is open and of its own right, or the open one that it repeats itself: so nothing is
   * linked to what is linked, and one that is not among the candidates any more is found by those that are (S1-07).
   * @param exceptFor the incident that is to be linked
   */
  async among(candidates: readonly string[], exceptFor: string): Promise<Primary | undefined> {
    let left: Primary | undefined;
    for (const id of candidates) {
      const state = await this.incident(id);
      if (state === undefined || id === exceptFor) continue;
      const further = primaryOf(state);
      if (further === exceptFor) continue;
      if (further === undefined) {
        if (isOpen(state)) return { id, number: state.number };
        continue;
      }
      const primary = await this.incident(further);
      if (primary !== undefined && isOpen(primary) && primaryOf(primary) === undefined) {
        return { id: further, number: primary.number };
      }
      // What it repeats is done with, but somebody still works on it.
      if (isOpen(state)) left ??= { id, number: state.number };
    }
    return left;
  }

  private async incident(id: string): Promise<RecordedIncident | undefined> {
    const { state } = await this.executor.load(incidentAggregate, id);
    return state.status === 'unrecorded' ? undefined : state;
  }
}
