import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

describe('API keys', () => {
  let dataDir: string;
  let desk: TestDesk;
  let admin: Client;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'evidesk-keys-'));
    desk = await openDesk({ EVIDESK_DATA: dataDir });
    admin = await desk.as('process_admin');
  }, 60_000);

  afterAll(async () => {
    await desk.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const issue = async (body: object, status = 201) => (await admin.post('/v1/api-keys', body).expect(status)).body;
  const by = (secret: string) => new Client(desk.server.url, secret);

  it('S0-43 let a machine do what its roles permit, as an actor of its own', async () => {
    const { secret } = await issue({ name: 'line-one', roles: ['service_desk', 'auditor'] });
    const machine = by(secret);
    const { body } = await machine.post('/v1/incidents', incidentBody()).expect(201);
    const { body: history } = await machine.get(`/v1/incidents/${body.id}/history`).expect(200);
    expect(history.items[0].actor).toEqual({ id: 'key:line-one', roles: ['service_desk', 'auditor'] });
    await machine.post('/v1/api-keys', { name: 'another', roles: ['monitor'] }).expect(403);
  });

  it('are narrowed to a scope', async () => {
    const { secret } = await issue({ name: 'reader', roles: ['service_desk'], permissions: ['ReadQueues'] });
    await by(secret).get('/v1/queues').expect(200);
    const { body } = await by(secret).post('/v1/incidents', incidentBody()).expect(403);
    expect(body).toMatchObject({ code: 'auth.scope-not-permitted', scope: ['ReadQueues'] });
    const { body: all } = await by(secret).get('/v1/notifications?status=sent').expect(403);
    expect(all.permission).toMatch(/Notifications/);
  });

  it('end when they are revoked, at once and after a restart, and are listed without their secret', async () => {
    const { id, secret } = await issue({ name: 'gone', roles: ['service_desk'], purpose: 'to be revoked' });
    await by(secret).get('/v1/queues').expect(200);
    const token = admin.delete(`/v1/api-keys/${id}?reason=leaked`);
    await token.expect(200);
    const { body } = await by(secret).get('/v1/queues').expect(401);
    expect(body).toMatchObject({ code: 'auth.bad-token', detail: 'the API key was revoked' });
    await admin.delete(`/v1/api-keys/${id}`).expect(200);
    await admin.delete(`/v1/api-keys/${randomUUID()}`).expect(404);
    const { body: list } = await (await desk.as('auditor')).get('/v1/api-keys').expect(200);
    expect(list.items.find((key: { id: string }) => key.id === id)).toMatchObject({
      name: 'gone',
      status: 'revoked',
      issuedBy: 'test-process_admin',
      revokedBy: 'test-process_admin',
      lastUsedDay: new Date().toISOString().slice(0, 10),
    });
    expect(JSON.stringify(list)).not.toContain('evk_');
    const { secret: kept } = await issue({ name: 'kept', roles: ['service_desk'] });
    await desk.close();
    desk = await openDesk({ EVIDESK_DATA: dataDir });
    admin = await desk.as('process_admin');
    await by(secret).get('/v1/queues').expect(401);
    await by(kept).get('/v1/queues').expect(200);
  }, 60_000);

  it('are refused with roles or permissions that there are not, or an end that is past', async () => {
    const body = await issue({ name: 'x', roles: ['wizard'], permissions: ['Fly'] }, 400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/roles/0', '/permissions/0']);
    await issue({ name: 'x', roles: [] }, 400);
    expect((await issue({ name: 'x', roles: ['monitor'], expiresAt: '2020-01-01T00:00:00Z' }, 400)).code).toBe(
      'api-key.expires-in-past',
    );
    const auditor = await desk.as('auditor');
    await auditor.post('/v1/api-keys', { name: 'x', roles: ['monitor'] }).expect(403);
  });

  it('show their secret once: a repeated Idempotency-Key is refused', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { name: 'twice', roles: ['monitor'] };
    const { body: first } = await admin.post('/v1/api-keys', body, key).expect(201);
    expect(first.secret).toMatch(/^evk_/);
    const { body: second } = await admin.post('/v1/api-keys', body, key).expect(409);
    expect(second.code).toBe('api-key.already-issued');
  });
});
