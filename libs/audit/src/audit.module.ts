import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import type { Clock, IdGenerator } from '@evidesk/kernel';
import { ACCESS_LOG, CLOCK, ID_GENERATOR, type Logger, LOGGER, registerProblems } from '@evidesk/platform';
import { type BeforeApplicationShutdown, Inject, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BufferedAccessLog } from './application/access-log/buffered-access-log.js';
import { AccessList } from './read-models/accesses/access-list.js';
import { Causes } from './read-models/causes/causes.js';
import { IncidentHistoryRoute } from './read-models/history/incident-history.http.js';
import { IncidentHistory } from './read-models/history/incident-history.js';
import { AuditTrail } from './read-models/trail/audit-trail.js';
import { AuditRoute } from './read-models/trail/audit.http.js';
import { EventReader } from './read-models/trail/event-reader.js';
import { Narrator } from './read-models/wording/narrator.js';

registerProblems([
  {
    code: 'audit.no-such-event',
    status: 404,
    title: 'There is no such event',
    description: 'No event of the audit history has this id. `eventId` of its lines is meant.',
  },
]);

/** The audit history, its routes, and the access log. */
@Module({
  imports: [CqrsModule],
  providers: [
    {
      provide: ACCESS_LOG,
      inject: [EVENT_STORE, CLOCK, ID_GENERATOR, LOGGER],
      useFactory: (eventStore: EventStore, clock: Clock, ids: IdGenerator, logger: Logger) =>
        new BufferedAccessLog({
          eventStore,
          clock,
          ids,
          onFailure: (error) => logger.warn({ error }, 'the access log could not be written and waits'),
        }),
    },
    Narrator,
    EventReader,
    AuditTrail,
    Causes,
    AccessList,
    IncidentHistory,
  ],
  controllers: [AuditRoute, IncidentHistoryRoute],
})
export class AuditHttpModule implements BeforeApplicationShutdown {
  constructor(@Inject(ACCESS_LOG) private readonly log: BufferedAccessLog) {}

  /** What was noted is on disk before the stores close. */
  beforeApplicationShutdown(): Promise<void> {
    return this.log.close();
  }
}
