import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

describe('what the API refuses, and how', () => {
  let desk: TestDesk;
  let staff: Client;

  beforeAll(async () => {
    desk = await openDesk();
    staff = await desk.as('service_desk');
  }, 60_000);

  afterAll(() => desk.close());

  const record = async () => (await staff.post('/v1/incidents', incidentBody()).expect(201)).body as { id: string };

  it('S0-55 S0-60 names every field that is wrong at once', async () => {
    const bad = {
      description: '',
      type: 7,
      priority: 'P9',
      source: 'rumour',
      channel: 'phone',
      discoveredAt: '2026-02-30T00:00:00Z',
      colour: 'red',
    };
    const { body, headers } = await staff.post('/v1/incidents', bad).expect(400);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'request.invalid', status: 400, instance: '/v1/incidents' });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(
      expect.arrayContaining([
        '/colour',
        '/contact',
        '/description',
        '/discoveredAt',
        '/priority',
        '/reporter',
        '/source',
        '/type',
      ]),
    );
  });

  it('S0-56 S0-57 C12 refuses codes that are not in the process profile', async () => {
    const { body } = await staff.post('/v1/incidents', incidentBody({ type: 'mood', priority: 'P9' })).expect(400);
    expect(body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])).toEqual(
      expect.arrayContaining([
        ['/type', 'not-an-option'],
        ['/priority', 'not-an-option'],
      ]),
    );
  });

  it('S0-42 refuses what is no edge of the graph, naming the stage and what it allows', async () => {
    const { id } = await record();
    const { body } = await staff.post(`/v1/incidents/${id}/closures`, { outcome: 'resolved' }).expect(409);
    expect(body).toMatchObject({
      code: 'incident.illegal-transition',
      command: 'CloseIncident',
      stage: 'classification',
      status: 409,
    });
    expect(body.allowed).toContain('ClassifyIncident');
    expect(body.allowed).not.toContain('CloseIncident');
  });

  it('S0-48 refuses the wrong role with 403, and nobody with 401', async () => {
    const { id } = await record();
    const reporter = await desk.asPerson('somebody');
    const { body } = await reporter.post(`/v1/incidents/${id}/classification`, {}).expect(403);
    expect(body).toMatchObject({ code: 'auth.role-not-permitted', status: 403 });
    await desk.asNobody().post(`/v1/incidents/${id}/classification`, {}).expect(401);
    await desk.asNobody().get('/v1/queues').expect(401);
  });

  it('answers 404 for what is not there', async () => {
    const { body } = await staff.post(`/v1/incidents/${randomUUID()}/comments`, { text: 'hello' }).expect(404);
    expect(body.code).toBe('incident.not-found');
    await staff.get(`/v1/incidents/${randomUUID()}`).expect(404);
    await staff.get('/v1/nowhere').expect(404);
  });

  it('answers 412 to a stale If-Match, and goes by a fresh one', async () => {
    const { id } = await record();
    const { headers } = await staff.get(`/v1/incidents/${id}`).expect(200);
    const seen = { 'if-match': String(headers['etag']) };
    await staff.post(`/v1/incidents/${id}/classification`, {}, seen).expect(200);
    const { body } = await staff.post(`/v1/incidents/${id}/comments`, { text: 'late' }, seen).expect(412);
    expect(body.code).toBe('request.stale');
  });

  it('carries out a repeated Idempotency-Key once', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => staff.post('/v1/incidents', incidentBody(), key)),
    );
    const done = answers.filter(({ status }) => status === 201);
    const early = answers.filter(({ status }) => status !== 201);
    expect(new Set(done.map(({ body }) => `${body.id} ${body.number} ${body.revision}`)).size).toBe(1);
    for (const { status, body, headers } of early)
      expect([status, body.code, headers['retry-after']]).toEqual([409, 'request.in-flight', '1']);
    const again = await staff.post('/v1/incidents', incidentBody(), key).expect(201);
    expect(again.body).toEqual(done[0]?.body);
    const { id } = again.body;
    const step = { 'idempotency-key': randomUUID() };
    const first = await staff.post(`/v1/incidents/${id}/classification`, {}, step).expect(200);
    const second = await staff.post(`/v1/incidents/${id}/classification`, {}, step).expect(200);
    expect(second.body).toEqual(first.body);
  });

  it('refuses an Idempotency-Key that was used with another body, also after a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'evidesk-keys-'));
    const key = { 'idempotency-key': randomUUID() };
    const step = { 'idempotency-key': randomUUID() };
    const other = incidentBody({ description: 'Something else' });
    let again = await openDesk({ EVIDESK_DATA: dataDir });
    try {
      let client = await again.as('service_desk');
      const { body } = await client.post('/v1/incidents', incidentBody(), key).expect(201);
      const comments = `/v1/incidents/${body.id}/comments`;
      const comment = await client.post(comments, { text: 'one' }, step).expect(200);
      const mismatch = async () => {
        for (const refused of [
          await client.post('/v1/incidents', other, key).expect(422),
          await client.post(comments, { text: 'two' }, step).expect(422),
        ])
          expect(refused.body.code).toBe('request.idempotency-mismatch');
        const same = await client.post(comments, { text: 'one' }, step).expect(200);
        expect(same.body).toEqual(comment.body);
        // The order of the fields is no other body.
        const turned = Object.fromEntries(Object.entries(incidentBody()).reverse());
        expect((await client.post('/v1/incidents', turned, key).expect(201)).body.id).toBe(body.id);
      };
      await mismatch();
      await again.close();
      again = await openDesk({ EVIDESK_DATA: dataDir });
      client = await again.as('service_desk');
      await mismatch();
    } finally {
      await again.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 60_000);

  it('lets a refused request be put right under the same Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await staff.post('/v1/incidents', incidentBody({ priority: 'P9' }), key).expect(400);
    await staff.post('/v1/incidents', incidentBody(), key).expect(201);
  });

  it('answers 413 to a body over the limit and 415 to another media type', async () => {
    await staff.post('/v1/incidents', incidentBody({ description: 'x'.repeat(2_000_000) })).expect(413);
    const xml = { 'content-type': 'application/xml' };
    const { body } = await staff.post('/v1/incidents', undefined, xml).send('<incident/>').expect(415);
    expect(body.code).toBe('request.media-type');
  });

  it('C22 refuses what has not happened yet, or too long ago', async () => {
    const { id } = await record();
    const { body: future } = await staff
      .post(`/v1/incidents/${id}/comments`, { text: 'x', occurredAt: '2199-01-01T00:00:00Z' })
      .expect(400);
    expect(future.code).toBe('incident.occurs-in-future');
    const { body: past } = await staff
      .post(`/v1/incidents/${id}/comments`, { text: 'x', occurredAt: '2001-01-01T00:00:00Z' })
      .expect(400);
    expect(past.code).toBe('incident.backdated-too-far');
  });
});
