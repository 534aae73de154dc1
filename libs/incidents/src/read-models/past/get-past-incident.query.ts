import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import type { Position } from '@evidesk/kernel';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { type AsOf, TIME_MACHINE, type TimeMachine } from '@evidesk/time-travel';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { findIncident, type Sight } from '../incident-details/get-incident.query.js';
import { incidentView, type IncidentView } from '../incident-details/incident-view.js';
import { pastIncident } from './past-incident.js';

/**
 * One incident as it was, by id or by number, with the commands that it allowed then.
 * @throws DomainError `incident.not-found` when there is none in sight now, `as-of.too-early`, `as-of.too-late`
 */
export class GetPastIncident extends Query<IncidentView & { readonly asOfPosition: Position }> {
  constructor(
    readonly idOrNumber: string,
    readonly sight: Sight,
    readonly asOf: AsOf,
  ) {
    super();
  }
}

@QueryHandler(GetPastIncident)
export class GetPastIncidentHandler implements IQueryHandler<GetPastIncident> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(TIME_MACHINE) private readonly machine: TimeMachine,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
  ) {}

  async execute({ idOrNumber, sight, asOf }: GetPastIncident) {
    const { id } = await findIncident(this.store, idOrNumber, sight);
    await this.machine.assertReachable(asOf);
    const { document, position } = await pastIncident(this.events, id, asOf);
    return { ...incidentView(document, this.profiles.get(document.incident.profile)), asOfPosition: position };
  }
}
