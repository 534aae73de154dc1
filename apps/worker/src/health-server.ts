import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Config, CONFIG, HEALTH_CHECKS, type HealthCheck, healthOf, type Logger, LOGGER } from '@evidesk/platform';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';

const REQUEST_TIMEOUT_MS = 5_000;

/** Tells an orchestrator of a worker, which has no API, what `/health` of the API tells of that. */
@Injectable()
export class HealthServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private server: Server | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(HEALTH_CHECKS) private readonly checks: readonly HealthCheck[],
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Where it listens; none where no port is set. */
  get url(): string | undefined {
    const address = this.server?.address() as AddressInfo | null | undefined;
    return address ? `http://${this.config.host}:${address.port}` : undefined;
  }

  /** Listens before the stores are there, since waiting for them is no reason to be killed. */
  async onApplicationBootstrap(): Promise<void> {
    const { host, workerPort } = this.config;
    if (workerPort === undefined) return;
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        this.logger.error({ error }, 'health could not be told');
        response.destroy();
      });
    });
    server.listen(workerPort, host);
    await once(server, 'listening');
    this.server = server;
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    this.server = undefined;
  }

  private async answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (method !== 'GET' && method !== 'HEAD') return reply(response, 405, { status: 'method not allowed' });
    if (url === '/health/live') return reply(response, 200, { status: 'ok' });
    if (url !== '/health/ready') return reply(response, 404, { status: 'not found' });
    const health = await healthOf(this.checks);
    reply(response, health.status === 'ok' ? 200 : 503, health);
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
