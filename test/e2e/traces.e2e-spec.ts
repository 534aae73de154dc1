import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalTokens } from '@evidesk/platform';
import { TRACING } from '@evidesk/telemetry';
import { incidentBody, openDesk, type TestDesk } from '../support/desk.js';
import { listenTo } from '../support/event-stream.js';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const CONSUMER = 5;

describe('traces of a running desk', () => {
  let dataDir: string;
  let collector: OtlpReceiver;
  let hook: Server;
  let desk: TestDesk;
  const hooked: IncomingHttpHeaders[] = [];

  beforeAll(async () => {
    collector = await new OtlpReceiver().up();
    hook = createServer((request, response) => {
      hooked.push(request.headers);
      request.resume().on('end', () => response.end('ok'));
    });
    hook.listen(0, '127.0.0.1');
    await once(hook, 'listening');
    dataDir = await mkdtemp(join(tmpdir(), 'evidesk-traces-'));
    const directory = join(dataDir, 'directory.yaml');
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    await writeFile(
      directory,
      `webhooks: [{ name: h, url: "${url}", secretEnv: H_SECRET, events: [declared_major] }]\n`,
    );
    process.env['H_SECRET'] = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'desk-of-test' };
    desk = await openDesk({ EVIDESK_DATA: dataDir, EVIDESK_DIRECTORY: directory, ...settings });
  }, 60_000);

  afterAll(async () => {
    await desk.close();
    await collector.down();
    hook.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const named = (name: string) => (span: ReceivedSpan) => span.name === name && span.traceId === TRACE;

  it('lead from the request to command, append, view, process manager and delivery, all below the caller', async () => {
    const staff = await desk.as('service_desk');
    const { body } = await staff.post('/v1/incidents', incidentBody(), { 'x-correlation-id': 'other' }).expect(201);
    const manager = await desk.as('incident_manager');
    const headers = { traceparent: `00-${TRACE}-${CALLER}-01` };
    const path = `/v1/incidents/${body.id}/major-declarations`;
    await manager.post(path, { reason: 'everybody is affected' }, headers).expect(200);

    const request = await collector.find(named('POST /v1/incidents/:id/major-declarations'), 'of the request');
    expect(request).toMatchObject({ parentSpanId: CALLER, service: 'desk-of-test' });
    expect(request.attributes).toMatchObject({ 'http.response.status_code': 200, 'evidesk.correlation.id': TRACE });
    const command = await collector.find(named('DeclareMajorIncident'), 'of the command');
    expect(command.parentSpanId).toBe(request.spanId);
    const append = await collector.find(named('append incident'), 'of the append');
    expect(append.parentSpanId).toBe(command.spanId);
    const view = await collector.find(named('process queue'), 'of the view');
    expect(view).toMatchObject({ parentSpanId: append.spanId, kind: CONSUMER });
    expect(view.attributes).toMatchObject({ 'evidesk.runner': 'queue' });

    const delivery = await collector.find(named('deliver webhook'), 'of the delivery');
    const byId = new Map(collector.spans.map((span) => [span.spanId, span]));
    const ancestors: string[] = [];
    for (let span = byId.get(delivery.parentSpanId ?? ''); span !== undefined; span = byId.get(span.parentSpanId ?? ''))
      ancestors.unshift(span.name);
    expect(ancestors).toEqual([
      'POST /v1/incidents/:id/major-declarations',
      'DeclareMajorIncident',
      'append incident',
      'process notification',
      'send Notify',
      'RequestNotification',
      'append notification',
      'process notification-webhook',
      'send DeliverNotification',
    ]);
    expect(hooked.map(({ traceparent }) => traceparent)).toEqual([`00-${TRACE}-${delivery.spanId}-01`]);
  }, 40_000);

  it('are found from the events, which carry them; the chains verify', async () => {
    const token = await (await LocalTokens.open(dataDir, 600)).issue({ sub: 'a', roles: ['auditor'] });
    const feed = await listenTo(`${desk.server.url}/v1/events?streams=incident-`, token);
    const events = await feed.until(2);
    feed.hangUp();
    const append = await collector.find(named('append incident'), 'of the append');
    const declared = events.find(({ event }) => event === 'incident.declared-major');
    expect(declared?.data['traceparent']).toBe(`00-${TRACE}-${append.spanId}-01`);
    expect(declared?.data['correlationid']).toBe(TRACE);
  });

  it('are not begun for callers who do not sample', async () => {
    const unsampled = 'c'.repeat(32);
    const staff = await desk.as('service_desk');
    const headers = { traceparent: `00-${unsampled}-${CALLER}-00` };
    const { body } = await staff.post('/v1/incidents', incidentBody(), headers).expect(201);
    await staff.get(`/v1/incidents/${body.id}`).expect(200);
    await collector.find(({ name }) => name === 'GET /v1/incidents/:id', 'of a later request');
    expect(collector.spans.filter(({ traceId }) => traceId === unsampled)).toEqual([]);
  }, 30_000);

  it('hold nothing of what people wrote', () => {
    // Ids and instants are of chance: any digits may come up in them.
    const told = JSON.stringify(collector.spans).replaceAll(
      /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,32})\b/g,
      '',
    );
    expect(told).not.toMatch(/Wang Li|5555|everybody is affected|Mail can not|Bearer/);
  });

  it('are off, and nothing of them is there, unless a collector is named', async () => {
    const plain = await openDesk();
    try {
      expect(plain.server.app.get(TRACING)).toBeUndefined();
      const staff = await plain.as('service_desk');
      await staff.post('/v1/incidents', incidentBody(), { traceparent: `00-${TRACE}-${CALLER}-01` }).expect(201);
      const token = await (await LocalTokens.open(plain.config.dataDir, 600)).issue({ sub: 'a', roles: ['auditor'] });
      const feed = await listenTo(`${plain.server.url}/v1/events?streams=incident-`, token);
      const [event] = await feed.until(1);
      feed.hangUp();
      expect(event?.data).toMatchObject({ correlationid: TRACE });
      expect(event?.data).not.toHaveProperty('traceparent');
    } finally {
      await plain.close();
    }
  }, 30_000);
});
