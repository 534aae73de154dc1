import { ChangesHttpModule } from '@evidesk/changes';
import { ImportsHttpModule } from '@evidesk/imports';
import { IncidentsHttpModule, recordIncidentCheck } from '@evidesk/incidents';
import { BODY_CHECKS, type BodyCheck, type Config, HealthController, registerProblems } from '@evidesk/platform';
import { ProfileRegistry, ProfilesHttpModule } from '@evidesk/profiles';
import { ReportingHttpModule } from '@evidesk/reporting';
import { CoreModule, type OpenStores, RunnerHost } from '@evidesk/worker';
import { type DynamicModule, Module } from '@nestjs/common';
import { RunnerThread } from './runner-thread.js';
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
        ProfilesHttpModule,
        ReportingHttpModule,
        ImportsHttpModule,
      ],
      controllers: [HealthController, SystemRoute],
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
