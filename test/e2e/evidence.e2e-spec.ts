import { gunzipSync } from 'node:zlib';
import { checkBundle, unpackTar } from '@evidesk/audit-proof';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

let desk: TestDesk;
let auditor: Client;
let agent: Client;
let incident: { readonly id: string; readonly number: string };

beforeAll(async () => {
  desk = await openDesk();
  [auditor, agent] = [await desk.as('auditor'), await desk.as('service_desk')];
  for (let n = 0; n < 3; n += 1) {
    const { body } = await agent.post('/v1/incidents', incidentBody()).expect(201);
    incident = { id: body.id, number: body.number };
  }
  await agent.post(`/v1/incidents/${incident.id}/classification`, {}).expect(200);
  auditor.after(agent);
});
afterAll(() => desk.close());

const archiveOf = async (path: string): Promise<Buffer> => {
  const { body, headers } = await auditor
    .get(path)
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => done(null, Buffer.concat(chunks)));
    })
    .expect(200);
  expect(headers['content-type']).toBe('application/gzip');
  return body;
};

describe('GET /v1/incidents/{id}/evidence', () => {
  it('S0-24 hands an auditor a bundle that proves itself, with the newest events sealed', async () => {
    const archive = await archiveOf(`/v1/incidents/${incident.number}/evidence`);
    const files = unpackTar(gunzipSync(archive));
    const { intact, events, unsealed, newestSeal } = checkBundle(files);
    expect({ intact, unsealed }).toEqual({ intact: true, unsealed: { events: 0 } });
    expect(events).toBeGreaterThan(1);
    const { body } = await auditor.get('/v1/seals?limit=1').expect(200);
    expect(body.items[0]).toMatchObject({ number: newestSeal?.number, hash: newestSeal?.hash });
  });

  it('is for those who may read evidence, of incidents that there are', async () => {
    await agent.get(`/v1/incidents/${incident.id}/evidence`).expect(403);
    await (await desk.asPerson('reporter-1')).get(`/v1/incidents/${incident.id}/evidence`).expect(403);
    await desk.asNobody().get(`/v1/incidents/${incident.id}/evidence`).expect(401);
    const { body } = await auditor.get('/v1/incidents/INC-190001-000001/evidence').expect(404);
    expect(body.code).toBe('incident.not-found');
    const none = await auditor.get(`/v1/incidents/${incident.id}/evidence?through=999`).expect(404);
    expect(none.body.code).toBe('seal.not-found');
  });
});

describe('seals', () => {
  it('are listed newest first, page by page, each with its hash', async () => {
    const operator = await desk.as('process_admin');
    for (let n = 0; n < 3; n += 1) {
      await agent.post('/v1/incidents', incidentBody()).expect(201);
      const { body } = await operator.post('/v1/seals').expect(200);
      expect(body.newest).toMatchObject({ number: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    }
    const first = (await auditor.get('/v1/seals?limit=2').expect(200)).body;
    const second = (await auditor.get(`/v1/seals?limit=2&before=${first.next}`).expect(200)).body;
    const numbers = [...first.items, ...second.items].map(({ number }: { number: number }) => number);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(first.items[0].previousSeal).toBe(first.items[1].hash);
    expect(first.items[1].previousSeal).toBe(second.items[0].hash);
    expect(first.items[0]).not.toHaveProperty('tags');
    expect((await auditor.get('/v1/seals?before=99999').expect(200)).body).toEqual({ items: [] });
    await agent.get('/v1/seals').expect(403);
    await auditor.post('/v1/seals').expect(403);
  });

  it('are signed by another key once the operator wants it', async () => {
    const operator = await desk.as('process_admin');
    const { body } = await operator.post('/v1/seals/key-rotations').expect(201);
    await agent.post('/v1/incidents', incidentBody()).expect(201);
    const { body: sealed } = await operator.post('/v1/seals').expect(200);
    expect(sealed.newest.keyId).toBe(body.keyId);
    await auditor.post('/v1/seals/key-rotations').expect(403);
    const files = unpackTar(gunzipSync(await archiveOf(`/v1/incidents/${incident.id}/evidence`)));
    expect(checkBundle(files)).toMatchObject({ intact: true, keys: [body.previousKeyId, body.keyId] });
  });
});
