import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { Public } from '../auth/decorators.js';
import { LocalTokens } from '../auth/local-tokens.js';
import { PERMISSION_SOURCE } from '../auth/principal.js';
import { loadConfig } from '../config/load-config.js';
import { createLogger } from '../logging/logger.js';
import { createHttpApp } from './bootstrap.js';
import { checks, DemoModule, seen } from './demo.fixture.js';

const ID = '0190a1b2-0000-7000-8000-000000000001';
const GOOD = { title: 'printer', text: 'It *burns*', urgency: 'low', contact: { name: 'Li', byPhone: true } };
const logger = createLogger({ level: 'silent', name: 'test' });

let app: NestFastifyApplication;
let dataDir: string;
let token: string;

const http = () => supertest(app.getHttpServer());
const post = (path: string) => http().post(path).set('authorization', `Bearer ${token}`);
const get = (path: string) => http().get(path).set('authorization', `Bearer ${token}`);

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'evidesk-http-'));
  const config = loadConfig({ EVIDESK_DATA: dataDir, EVIDESK_BODY_LIMIT: '2048' });
  app = await createHttpApp(DemoModule, config, { logger });
  token = await (await LocalTokens.open(dataDir, 600)).issue({ sub: 'ann', roles: ['l1'] });
});

afterAll(async () => {
  await app.close();
  await rm(dataDir, { recursive: true });
});

beforeEach(() => {
  checks.length = 0;
});

describe('bodies', () => {
  it('accepts what the class declares', async () => {
    const { status, body, headers } = await post('/v1/demos').send(GOOD);
    expect(status).toBe(201);
    expect(body).toEqual({ id: seen.meta?.commandId, revision: 7, position: '0007' });
    expect(headers).toMatchObject({ etag: '"7"', 'evidesk-position': '0007' });
  });

  it('names everything that is wrong at once', async () => {
    const { status, body, type } = await post('/v1/demos').send({
      ...GOOD,
      title: 'much too long a title',
      text: undefined,
      urgency: 'some',
      contact: { name: 7, byPhone: true, shoe: 42 },
      occurredAt: '2026-02-30T10:00:00Z',
      colour: 'red',
    });
    expect(status).toBe(400);
    expect(type).toBe('application/problem+json');
    expect(body).toMatchObject({
      type: 'https://evidesk.dev/problems/request.invalid',
      code: 'request.invalid',
      status: 400,
      instance: '/v1/demos',
    });
    const errors = (body.errors as { pointer: string; code: string }[]).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );
    expect(errors.sort()).toEqual([
      '/colour unknown',
      '/contact/name type',
      '/contact/shoe unknown',
      '/occurredAt format',
      '/text required',
      '/title too-long',
      '/urgency not-an-option',
    ]);
  });

  it('takes no body for an empty one', async () => {
    expect((await post(`/v1/demos/${ID}/notes`)).status).toBe(201);
    expect((await post('/v1/demos')).body.errors).toHaveLength(4);
  });

  it.each([
    ['not JSON', '{"a":', 'application/json', 400, 'request.malformed-json'],
    ['a forbidden property', '{"__proto__":{"a":1}}', 'application/json', 400, 'request.malformed-json'],
    ['another media type', 'a=1', 'application/x-www-form-urlencoded', 415, 'request.media-type'],
    ['a media type of another route', 'hello', 'text/plain', 415, 'request.media-type'],
    ['too much', JSON.stringify({ title: 'x'.repeat(3000) }), 'application/json', 413, 'request.too-large'],
  ])('refuses %s', async (_name, payload, mediaType, status, code) => {
    const response = await post('/v1/demos').set('content-type', mediaType).send(payload);
    expect([response.status, response.body.code]).toEqual([status, code]);
  });

  it('takes another media type where the route does', async () => {
    const { status, body } = await post('/v1/demos/alerts').set('content-type', 'text/plain').send('hello');
    expect([status, body]).toEqual([201, { length: 5 }]);
  });
});

describe('queries and paths', () => {
  it('turns texts into numbers and flags', async () => {
    expect((await get('/v1/demos?limit=20&open=true')).body).toEqual({ limit: 20, open: true });
  });

  it('names what is wrong', async () => {
    const { status, body } = await get('/v1/demos?limit=0&open=maybe&x=1');
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(3);
  });

  it('refuses an id that is none', async () => {
    const { status, body } = await post('/v1/demos/1/notes').send({});
    expect([status, body.errors[0].pointer]).toEqual([400, '/id']);
  });

  it.each([
    ['get', '/nowhere'],
    ['delete', '/v1/demos'],
  ] as const)('%s %s is unknown', async (method, path) => {
    const { status, body } = await http()[method](path);
    expect([status, body.code]).toEqual([404, 'route.unknown']);
  });

  it('refuses a path that is badly encoded', async () => {
    const { status } = await get('/v1/demos/failures/%E0%A4%A');
    expect([400, 404]).toContain(status);
  });
});

describe('access', () => {
  it('asks for a token', async () => {
    const { status, body, headers } = await http().get('/v1/demos');
    expect([status, body.code, headers['www-authenticate']]).toEqual([401, 'auth.no-token', 'Bearer realm="evidesk"']);
  });

  it.each(['Bearer nonsense', 'Basic YTpi', 'Bearer ' + 'x'.repeat(9000)])('refuses %.20s', async (authorization) => {
    const { status, body } = await http().get('/v1/demos').set('authorization', authorization);
    expect([status, body.code]).toEqual([401, 'auth.bad-token']);
  });

  it('names the permission and who holds it', async () => {
    const { status, body } = await post(`/v1/demos/${ID}/closings`);
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'auth.role-not-permitted', permission: 'Close', permittedRoles: ['desk'] });
  });

  it('lets anyone into a public route', async () => {
    expect((await http().get('/v1/open')).body).toEqual({ ok: true });
  });

  it('refuses to start with a route that says nothing', async () => {
    @Controller('left-open')
    class LeftOpen {
      @Get()
      open(): void {}
    }
    @Module({ controllers: [LeftOpen], providers: [{ provide: PERMISSION_SOURCE, useValue: {} }] })
    class Careless {}
    await expect(createHttpApp(Careless, loadConfig({ EVIDESK_DATA: dataDir }), { logger })).rejects.toThrow(
      'LeftOpen.open',
    );
  });

  it('takes a method’s own word without one of its class', async () => {
    @Controller('declared')
    class Declared {
      @Get()
      @Public()
      open(): void {}
    }
    @Module({ controllers: [Declared], providers: [{ provide: PERMISSION_SOURCE, useValue: {} }] })
    class Careful {}
    const careful = await createHttpApp(Careful, loadConfig({ EVIDESK_DATA: dataDir }), { logger });
    expect((await supertest(careful.getHttpServer()).get('/declared')).status).toBe(200);
    await careful.close();
  });

  it('takes no local tokens where others can reach it', async () => {
    const open = await createHttpApp(DemoModule, loadConfig({ EVIDESK_DATA: dataDir, HOST: '0.0.0.0' }), { logger });
    const { status, body } = await supertest(open.getHttpServer())
      .get('/v1/demos')
      .set('authorization', `Bearer ${token}`);
    expect([status, body.code]).toEqual([401, 'auth.bad-token']);
    await open.close();
  });
});

describe('problems', () => {
  it.each([
    ['conflict', 409, 'demo.already-closed'],
    ['missing', 404, 'demo.unknown'],
    ['forbidden', 403, 'demo.not-yours'],
    ['raced', 409, 'store.conflict'],
    ['unavailable', 503, 'store.unavailable'],
    ['large', 413, 'request.too-large'],
    ['query', 400, 'query.invalid'],
    ['bug', 500, 'internal'],
  ])('%s is %i %s', async (kind, status, code) => {
    const response = await get(`/v1/demos/failures/${kind}`);
    expect([response.status, response.body.code]).toEqual([status, code]);
    expect(response.text).not.toContain('secret within');
  });

  it('carries the facts of the refusal', async () => {
    expect((await get('/v1/demos/failures/conflict')).body.stage).toBe('L');
  });

  it('says when to come back, and which store it is', async () => {
    const { headers, body } = await get('/v1/demos/failures/unavailable');
    expect([headers['retry-after'], body.store]).toEqual(['2', 'event-store']);
  });
});

describe('commands', () => {
  const note = () => post(`/v1/demos/${ID}/notes`);

  it('is stale when If-Match names another revision', async () => {
    const { status, body } = await note().set('if-match', '"2"').send({});
    expect([status, body.code, body.revision]).toEqual([412, 'request.stale', 3]);
  });

  it.each([
    ['"3"', 3],
    ['W/"3"', 3],
    ['*', 'exists'],
  ])('reads If-Match %s', async (header, expected) => {
    expect((await note().set('if-match', header).send({})).status).toBe(201);
    expect(seen.expected).toBe(expected);
  });

  it.each(['3', '"x"', '"1", "2"'])('refuses If-Match %s', async (header) => {
    const { status, body } = await note().set('if-match', header).send({});
    expect([status, body.code]).toEqual([400, 'request.bad-if-match']);
  });

  it('is the same command for the same key, path and caller', async () => {
    const idOf = async (path: string, key: string) => {
      await post(path).set('idempotency-key', key).send({});
      return seen.meta?.commandId;
    };
    const first = await idOf(`/v1/demos/${ID}/notes`, 'k1');
    expect(await idOf(`/v1/demos/${ID}/notes?x=1`, 'k1')).toBe(first);
    expect(await idOf(`/v1/demos/${ID}/notes`, 'k2')).not.toBe(first);
    expect(await idOf(`/v1/demos/${ID.replace(/1$/, '2')}/notes`, 'k1')).not.toBe(first);
  });

  it.each(['', 'x'.repeat(256), 'é'])('refuses an idempotency key out of bounds', async (key) => {
    const { status, body } = await note().set('idempotency-key', key).send({});
    expect([status, body.code]).toEqual([400, 'request.bad-idempotency-key']);
  });

  it('knows who, for whom, when and in which connection', async () => {
    await note()
      .set({ 'x-correlation-id': 'c-1', 'evidesk-on-behalf-of': 'bob' })
      .send({ occurredAt: '2026-11-21T16:30:00+08:00' });
    expect(seen.meta).toMatchObject({
      correlationId: 'c-1',
      actor: { id: 'ann', roles: ['l1'], onBehalfOf: 'bob' },
      occurredAt: '2026-11-21T08:30:00.000Z',
    });
  });

  it('takes the trace id when there is no correlation id', async () => {
    const { headers } = await note()
      .set('traceparent', `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`)
      .send({});
    expect(headers['x-correlation-id']).toBe('ab'.repeat(16));
  });

  it('makes a correlation id in place of a malformed one', async () => {
    const { headers, body } = await get('/nowhere').set('x-correlation-id', 'a b');
    expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.traceId).toBe(headers['x-correlation-id']);
  });
});

describe('reading one’s own writes', () => {
  it('waits for the view', async () => {
    expect((await get('/v1/demos').set('evidesk-after', '0007')).status).toBe(200);
  });

  it('says when the view is behind', async () => {
    const { status, body, headers } = await get('/v1/demos').set('evidesk-after', '0010');
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'view.behind', '1']);
  });
});

describe('health', () => {
  it('lives and is ready', async () => {
    expect((await http().get('/health/live')).status).toBe(200);
    expect((await http().get('/health/ready')).body).toEqual({ status: 'ok', checks: [] });
  });

  it('says what is missing, and does not wait for it', async () => {
    checks.push(
      { name: 'one', check: async () => {} },
      { name: 'two', check: () => Promise.reject(new Error('down')) },
      { name: 'three', check: () => new Promise(() => {}) },
    );
    const { status, body } = await http().get('/health/ready');
    expect(status).toBe(503);
    expect(body).toEqual({
      status: 'unavailable',
      checks: [
        { name: 'one', ok: true },
        { name: 'two', ok: false, error: 'down' },
        { name: 'three', ok: false, error: 'no answer within 1000 ms' },
      ],
    });
  });
});

describe('the description of the API', () => {
  it('holds the schemas that validate', async () => {
    const { body } = await http().get('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(body.components.schemas.DemoReport).toMatchObject({
      additionalProperties: false,
      required: ['title', 'text', 'urgency', 'contact'],
      properties: {
        title: { maxLength: 10, description: 'What is wrong, in a line' },
        contact: { $ref: '#/components/schemas/DemoContact' },
      },
    });
    const report = body.paths['/v1/demos'].post;
    expect(report.requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/DemoReport' } } },
    });
    expect(report.security).toEqual([{ bearer: [] }]);
    expect(report['x-permission']).toBe('Report');
    expect(Object.keys(report.responses).sort()).toEqual([
      '201',
      '400',
      '401',
      '403',
      '404',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
    const list = body.paths['/v1/demos'].get;
    expect(list.parameters.map((parameter: { name: string }) => parameter.name)).toEqual([
      'limit',
      'open',
      'Evidesk-After',
      'fields',
    ]);
    const note = body.paths['/v1/demos/{id}/notes'].post;
    expect(note.parameters.map((parameter: { name: string }) => parameter.name)).toEqual([
      'id',
      'Idempotency-Key',
      'Evidesk-On-Behalf-Of',
      'If-Match',
    ]);
    expect(body.components.securitySchemes.bearer.type).toBe('http');
  });

  it('is shown as a page, with scripts of this host only', async () => {
    const { status, text, headers } = await http().get('/docs');
    expect([status, text.includes('swagger-ui')]).toEqual([200, true]);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect((await http().get('/docs/swagger-ui-bundle.js')).status).toBe(200);
    expect((await http().get('/docs/start.js')).status).toBe(200);
  });

  it('comes with the headers that keep browsers careful', async () => {
    const { headers } = await http().get('/v1/open');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });
});
