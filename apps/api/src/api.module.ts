import { ChangesHttpModule } from '@evidesk/changes';
import { IncidentsHttpModule } from '@evidesk/incidents';
import { type Config, HealthController, registerProblems } from '@evidesk/platform';
import { ProfilesHttpModule } from '@evidesk/profiles';
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
      ],
      controllers: [HealthController, SystemRoute],
      providers: [RunnerHost, RunnerThread],
      exports: [RunnerHost],
    };
  }
}
