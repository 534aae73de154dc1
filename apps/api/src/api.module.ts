import { AuditHttpModule } from '@evidesk/audit';
import { AuditProofHttpModule } from '@evidesk/audit-proof';
import { ApiKeysHttpModule } from '@evidesk/api-keys';
import { ChangesHttpModule } from '@evidesk/changes';
import { ContactsHttpModule } from '@evidesk/contacts';
import { ConfigurationItemsHttpModule } from '@evidesk/configuration-items';
import { ImportsHttpModule } from '@evidesk/imports';
import { InboundHttpModule } from '@evidesk/inbound';
import { IncidentsHttpModule, recordIncidentCheck } from '@evidesk/incidents';
import { NotificationsHttpModule } from '@evidesk/notifications';
import { BODY_CHECKS, type BodyCheck, type Config, HealthController, registerProblems } from '@evidesk/platform';
import { PeopleHttpModule } from '@evidesk/people';
import { ProblemsHttpModule } from '@evidesk/problems';
import { ProfileRegistry, ProfilesHttpModule } from '@evidesk/profiles';
import { ReportingHttpModule } from '@evidesk/reporting';
import { CoreModule, type OpenStores, RunnerHost } from '@evidesk/worker';
import { type DynamicModule, Module } from '@nestjs/common';
import { BlobsModule } from './blobs.module.js';
import { RunnerThread } from './runner-thread.js';
import { EventsRoute } from './events/events.http.js';
import { SystemRoute } from './system/system.http.js';

registerProblems([
  {
    code: 'runner.not-found',
    status: 404,
    title: 'There is no such runner',
    description: '`GET /v1/system/runners` names them all.',
  },
]);

/** The whole desk over HTTP. */
@Module({})
export class ApiModule {
  static register(config: Config, stores?: OpenStores): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        CoreModule.register(config, 'write', stores),
        IncidentsHttpModule,
        ChangesHttpModule,
        NotificationsHttpModule,
        ProblemsHttpModule,
        PeopleHttpModule,
        ConfigurationItemsHttpModule,
        ProfilesHttpModule,
        ReportingHttpModule,
        ContactsHttpModule,
        ImportsHttpModule,
        BlobsModule,
        ApiKeysHttpModule,
        InboundHttpModule,
        AuditProofHttpModule,
        AuditHttpModule,
      ],
      controllers: [HealthController, SystemRoute, EventsRoute],
      providers: [
        RunnerHost,
        RunnerThread,
        {
          provide: BODY_CHECKS,
          inject: [ProfileRegistry],
          useFactory: (profiles: ProfileRegistry): readonly BodyCheck[] => [
            recordIncidentCheck(profiles, config.profile),
          ],
        },
      ],
      exports: [RunnerHost],
    };
  }
}
