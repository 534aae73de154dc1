import { AuditHttpModule } from '@evidesk/audit';
import { AuditProofHttpModule } from '@evidesk/audit-proof';
import { ApiKeysHttpModule } from '@evidesk/api-keys';
import { ChangesHttpModule } from '@evidesk/changes';
import { ContactsHttpModule } from '@evidesk/contacts';
import { ConfigurationItemsHttpModule } from '@evidesk/configuration-items';
import { ImportsHttpModule } from '@evidesk/imports';
import { InboundHttpModule } from '@evidesk/inbound';
import { IncidentsHttpModule, recordIncidentCheck } from '@evidesk/incidents';
import { KnowledgeHttpModule } from '@evidesk/knowledge';
import { NotificationsHttpModule } from '@evidesk/notifications';
import {
  BODY_CHECKS,
  type BodyCheck,
  type Config,
  HealthController,
  registerProblems,
  SERVER_HOOKS,
  type ServerHooks,
} from '@evidesk/platform';
import { PeopleHttpModule } from '@evidesk/people';
import { ProblemsHttpModule } from '@evidesk/problems';
import { ProfileRegistry, ProfilesHttpModule } from '@evidesk/profiles';
import { ReportingHttpModule } from '@evidesk/reporting';
import { METRICS, type Metrics, TRACING, type Tracing } from '@evidesk/telemetry';
import { CoreModule, type OpenStores, RunnerHost } from '@evidesk/worker';
import { type DynamicModule, Module } from '@nestjs/common';
import { BlobsModule } from './blobs.module.js';
import { RunnerThread } from './runner-thread.js';
import { MetricsRoute } from './metrics/metrics.http.js';
import { measureRequests } from './metrics/http-metrics.js';
import { traceRequests } from './tracing/http-tracing.js';
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
        KnowledgeHttpModule,
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
      controllers: [HealthController, SystemRoute, EventsRoute, MetricsRoute],
      providers: [
        RunnerHost,
        RunnerThread,
        {
          provide: SERVER_HOOKS,
          inject: [METRICS, TRACING],
          useFactory: (metrics: Metrics, tracing?: Tracing): readonly ServerHooks[] =>
            tracing === undefined ? [measureRequests(metrics)] : [measureRequests(metrics), traceRequests(tracing)],
        },
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
