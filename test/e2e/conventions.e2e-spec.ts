import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalTokens } from '@evidesk/platform';
import { Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

describe('what all routes have in common', () => {
  let dataDir: string;
  let desk: TestDesk;
  let staff: Client;
  const ids: string[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'evidesk-conventions-'));
    desk = await openDesk({ EVIDESK_DATA: dataDir });
    staff = await desk.as('service_desk');
    for (let i = 0; i < 5; i += 1) ids.push((await staff.post('/v1/incidents', incidentBody()).expect(201)).body.id);
  }, 60_000);

  afterAll(async () => {
    await desk.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const page = async (cursor: string, path = '/v1/incidents') => staff.get(`${path}?limit=2&cursor=${cursor}`);

  it('pages by cursors that nobody can alter or take to another list', async () => {
    const { body: first } = await staff.get('/v1/incidents?limit=2').expect(200);
    const next = String(first.next);
    const { body: second } = await page(next);
    expect(second.items).toHaveLength(2);
    const { body: third } = await page(second.next);
    expect([third.items.length, third.next]).toEqual([1, undefined]);
    const [place = '', mac = ''] = next.split('.');
    const [digest, values, id] = JSON.parse(Buffer.from(place, 'base64url').toString());
    const moved = Buffer.from(JSON.stringify([digest, values, `${id}0`])).toString('base64url');
    const forged = [
      `${moved}.${mac}`,
      place,
      `${place}.`,
      `${place}.AAAA`,
      `.${mac}`,
      'x',
      '',
      `${next}&cursor=${next}`,
    ];
    for (const cursor of forged) {
      const { status, body } = await page(cursor);
      expect([cursor, status, body.code]).toEqual([cursor, 400, 'query.bad-cursor']);
    }
    expect((await page(next, '/v1/queues')).body.code).toBe('query.bad-cursor');
    expect((await staff.get(`/v1/incidents?status=new&cursor=${next}`)).body.code).toBe('query.invalid');
    const { body: more } = await page(next);
    expect(more.items).toEqual(second.items);
  });

  it('takes its cursors again after a restart', async () => {
    const { body } = await staff.get('/v1/incidents?limit=2').expect(200);
    await desk.close();
    desk = await openDesk({ EVIDESK_DATA: dataDir });
    staff = await desk.as('service_desk');
    expect((await page(body.next)).status).toBe(200);
  }, 60_000);

  it('leaves out what is not asked for, of one thing and of lists', async () => {
    const { body: one, headers } = await staff.get(`/v1/incidents/${ids[0]}?fields=number,status`).expect(200);
    expect(Object.keys(one).sort()).toEqual(['id', 'number', 'status']);
    expect(headers['etag']).toBeDefined();
    const { body: list } = await staff.get('/v1/incidents?limit=2&fields=number').expect(200);
    expect(list.items.map((item: object) => Object.keys(item).sort())).toEqual([
      ['id', 'number'],
      ['id', 'number'],
    ]);
    expect(list.next).toBeDefined();
    const { body: history } = await staff.get(`/v1/incidents/${ids[0]}/history?fields=type,actor.id`).expect(200);
    expect(history.items[0].actor).toEqual({ id: 'test-service_desk' });
    const { body: bad } = await staff.get('/v1/incidents?fields=a..b').expect(400);
    expect(bad.errors[0].pointer).toBe('/fields');
    await staff.get(`/v1/incidents/${ids[0]}?fields=number,colour`).expect(200);
  });

  it('tells browsers of other sites nothing', async () => {
    const origin = { origin: 'https://elsewhere.example' };
    const { headers } = await staff.get('/v1/incidents').set(origin).expect(200);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    const preflight = { ...origin, 'access-control-request-method': 'POST' };
    const response = await fetch(`${desk.server.url}/v1/incidents`, { method: 'OPTIONS', headers: preflight });
    expect(response.status).toBe(404);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a desk with a low limit', () => {
  let desk: TestDesk;

  beforeAll(async () => {
    desk = await openDesk({ EVIDESK_RATE_LIMIT: '10' });
  }, 60_000);

  afterAll(() => desk.close());

  it('S4-62 lets each caller ask so often and no more, on all routes together, and says how much is left', async () => {
    const greedy = await desk.as('service_desk');
    const first = await greedy.get('/v1/queues').expect(200);
    expect(first.headers['ratelimit-policy']).toBe('"minute";q=10;w=60');
    expect(first.headers['ratelimit']).toMatch(/^"minute";r=9;t=\d+$/);
    for (let i = 0; i < 4; i += 1) await greedy.get('/v1/incidents').expect(200);
    for (let i = 0; i < 5; i += 1) await greedy.post('/v1/changes', {}).expect(403);
    const refused = await greedy.post('/v1/incidents', incidentBody()).expect(429);
    expect(refused.body.code).toBe('request.too-many');
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['ratelimit']).toMatch(/r=0;/);
    await (await desk.as('auditor')).get('/v1/queues').expect(200);
  });

  it('holds up an address that tries tokens, and nobody who has a good one', async () => {
    const tokens = await LocalTokens.open(desk.config.dataDir, 600);
    const good = new Client(desk.server.url, await tokens.issue({ sub: 'patient', roles: ['auditor'] }));
    const bad = new Client(desk.server.url, 'eyJhbGciOiJub25lIn0.e30.');
    for (let i = 0; i < 10; i += 1) await bad.get('/v1/queues').expect(401);
    await bad.get('/v1/queues').expect(429);
    await desk.asNobody().get('/v1/queues').expect(429);
    await good.get('/v1/queues').expect(200);
    await desk.asNobody().get('/health/live').expect(200);
  });
});
