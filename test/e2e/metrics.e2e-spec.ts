import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalTokens } from '@evidesk/platform';
import { keepVerification } from '@evidesk/worker';
import { parse } from 'yaml';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';
import { listenTo } from '../support/event-stream.js';
import { seriesIn, type Series } from '../support/exposition.js';
import { askedBy } from '../support/promql.js';

const DEPLOY = new URL('../../deploy/', import.meta.url);

describe('what a running desk measures', () => {
  let dataDir: string;
  let receiver: Server;
  let desk: TestDesk;
  let monitor: Client;
  let series: readonly Series[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'evidesk-metrics-'));
    receiver = createServer((request, response) => request.resume().on('end', () => response.end('ok')));
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    const directory = join(dataDir, 'directory.yaml');
    await writeFile(
      directory,
      `webhooks:\n  - { name: hook, url: "http://127.0.0.1:${port}/", secretEnv: HOOK_SECRET, events: [declared_major] }\n`,
    );
    process.env['HOOK_SECRET'] = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    desk = await openDesk({ EVIDESK_DATA: dataDir, EVIDESK_DIRECTORY: directory, EVIDESK_SEAL_SECONDS: '1' });
    monitor = await desk.as('monitor');
    await workABit(desk);
    series = await whenAll(
      () => read(monitor),
      'evidesk_delivery_duration_seconds_count',
      'evidesk_seal_age_seconds',
      'evidesk_runner_live',
    );
  }, 60_000);

  afterAll(async () => {
    await desk.close();
    receiver.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const value = (name: string, labels: Record<string, string> = {}): number | undefined =>
    series.find((each) => each.name === name && Object.entries(labels).every(([key, to]) => each.labels[key] === to))
      ?.value;

  it('is for those who may read metrics', async () => {
    await desk.asNobody().get('/metrics').expect(401);
    await (await desk.as('service_desk')).get('/metrics').expect(403);
    const { headers, text } = await monitor.get('/metrics').expect(200);
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(text).not.toContain('Wang Li');
  });

  it('counts commands, replays, refusals and requests by route', () => {
    expect(value('evidesk_command_duration_seconds_count', { command: 'RecordIncident', outcome: 'done' })).toBe(1);
    expect(value('evidesk_command_duration_seconds_count', { command: 'RecordIncident', outcome: 'duplicate' })).toBe(
      1,
    );
    expect(value('evidesk_command_duration_seconds_count', { command: 'CloseIncident', outcome: 'refused' })).toBe(1);
    expect(value('evidesk_idempotent_replays_total')).toBe(1);
    expect(value('evidesk_refusals_total', { code: 'auth.no-token', permission: '' })).toBe(1);
    expect(value('evidesk_refusals_total', { code: 'auth.role-not-permitted', permission: 'OperateSystem' })).toBe(1);
    const recorded = { http_request_method: 'POST', http_route: '/v1/incidents', http_response_status_code: '201' };
    expect(value('http_server_request_duration_seconds_count', recorded)).toBe(2);
    const closing = { http_route: '/v1/incidents/{id}/closures', http_response_status_code: '409' };
    expect(value('http_server_request_duration_seconds_count', closing)).toBe(1);
    const unmatched = { http_route: 'unmatched', http_response_status_code: '404' };
    for (const http_request_method of ['GET', 'POST'])
      expect(value('http_server_request_duration_seconds_count', { ...unmatched, http_request_method })).toBe(1);
  });

  it('names no command that it does not know, and has no label made of data', () => {
    expect(series.filter(({ labels }) => labels['command'] === 'other')).toEqual([]);
    const values = new Set(series.flatMap(({ labels }) => Object.values(labels)));
    expect([...values].filter((text) => /[0-9a-f]{8}-|INC-|test-/.test(text))).toEqual([]);
    expect(series.length).toBeLessThan(5_000);
  });

  it('tells of runners, deadlines, appends, notifications, seals and the process', () => {
    const runners = new Set(series.filter(({ name }) => name === 'evidesk_runner_lag_events').map(labelOf('runner')));
    expect([...runners]).toEqual(expect.arrayContaining(['queue', 'sla-escalation', 'notification']));
    expect(value('evidesk_runner_live', { runner: 'queue' })).toBe(1);
    expect(value('evidesk_runner_events_total', { runner: 'queue' })).toBeGreaterThan(0);
    expect(value('evidesk_append_duration_seconds_count', { outcome: 'done' })).toBeGreaterThan(2);
    expect(value('evidesk_events_appended_total')).toBeGreaterThan(2);
    expect(value('evidesk_deadlines_due', { runner: 'sla-escalation' })).toBeDefined();
    expect(value('evidesk_notifications_dead_letters')).toBe(0);
    expect(value('evidesk_delivery_duration_seconds_count', { channel: 'webhook', outcome: 'delivered' })).toBe(1);
    expect(value('evidesk_verification_ok')).toBe(1);
    expect(value('evidesk_health', { check: 'event-store' })).toBe(1);
    expect(value('nodejs_eventloop_lag_p99_seconds')).toBeDefined();
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('has all that the shipped dashboard and alerts ask for', async () => {
    const dashboard = JSON.parse(await readFile(new URL('grafana/evidesk.json', DEPLOY), 'utf8'));
    const rules = parse(await readFile(new URL('prometheus/alerts.yaml', DEPLOY), 'utf8')) as Rules;
    const all = rules.groups.flatMap((group) => group.rules);
    const expressions = [
      ...dashboard.panels.flatMap((panel: Panel) => panel.targets?.map(({ expr }) => expr) ?? []),
      ...all.map(({ expr }) => expr),
    ] as string[];
    const recorded = new Set(all.flatMap(({ record }) => record ?? []));
    expect(expressions.length).toBeGreaterThan(50);
    expect(expressions.flatMap((expression) => missing(expression, series, recorded))).toEqual([]);
    expect(missing('rate(evidesk_nothing[5m])', series, recorded)).toEqual(['evidesk_nothing']);
    expect(missing('evidesk_health{colour="red"}', series, recorded)).toEqual(['evidesk_health{colour}']);
  });
});

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly expr: string; readonly record?: string }[] }[];
}
interface Panel {
  readonly targets?: readonly { readonly expr: string }[];
}

/** A bit of everything that is counted. */
async function workABit(desk: TestDesk): Promise<void> {
  const staff = await desk.as('service_desk');
  const key = { 'idempotency-key': 'once' };
  const { body } = await staff.post('/v1/incidents', incidentBody(), key).expect(201);
  await staff.post('/v1/incidents', incidentBody(), key).expect(201);
  await staff.post(`/v1/incidents/${body.id}/closures`, { outcome: 'solved' }).expect(409);
  const manager = await desk.as('incident_manager');
  await manager.post(`/v1/incidents/${body.id}/major-declarations`, { reason: 'everybody' }).expect(200);
  await staff.get('/v1/system/runners').expect(403);
  await desk.asNobody().get('/v1/queues').expect(401);
  await staff.get('/v1/nothing').expect(404);
  await staff.post('/nothing/at/all').expect(404);
  await keepVerification(desk.config, { verifiedAt: new Date().toISOString(), intact: true, events: 1 });
  const token = await (await LocalTokens.open(desk.config.dataDir, 600)).issue({ sub: 'x', roles: ['service_desk'] });
  const feed = await listenTo(`${desk.server.url}/v1/queues/all/events`, token);
  await feed.until(1);
  feed.hangUp();
}

const read = async (client: Client) => seriesIn((await client.get('/metrics').expect(200)).text);

/** The series, once these are among them. */
async function whenAll(look: () => Promise<readonly Series[]>, ...names: readonly string[]) {
  for (let tries = 0; ; tries += 1) {
    const series = await look();
    const left = names.filter((name) => !series.some((each) => each.name === name));
    if (left.length === 0) return series;
    if (tries === 25) throw new Error(`not measured: ${left.join(', ')}`);
    await sleep(1_000);
  }
}

const labelOf = (name: string) => (series: Series) => series.labels[name] ?? '';
/** Prometheus adds them; and a metric of one thread alone lacks the last. */
const ADDED: readonly string[] = ['job', 'instance', 'thread'];

/** What an expression asks for and nobody tells. */
function missing(expression: string, series: readonly Series[], recorded: ReadonlySet<string>): readonly string[] {
  const { metrics, grouping } = askedBy(expression.replaceAll('$__rate_interval', '5m'));
  const known = new Set([...series.flatMap(({ labels }) => Object.keys(labels)), ...ADDED]);
  return [
    ...metrics.flatMap(({ name, labels }) => {
      if (recorded.has(name) || name === 'up') return [];
      const of = series.filter((each) => each.name === name);
      if (of.length === 0) return [name];
      const has = (label: string) => ADDED.includes(label) || of.some((each) => label in each.labels);
      const isBound = (value: string) => of.some((each) => each.labels['le'] === value);
      return labels.flatMap(({ label, value }) =>
        !has(label) || (label === 'le' && !isBound(value)) ? [`${name}{${label}}`] : [],
      );
    }),
    ...grouping.filter((label) => !known.has(label)).map((label) => `by (${label})`),
  ];
}
