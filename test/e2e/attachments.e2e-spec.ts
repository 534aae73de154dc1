import { randomUUID } from 'node:crypto';
import { type Client, openDesk, type TestDesk } from '../support/desk.js';

describe('files over HTTP', () => {
  let desk: TestDesk;
  let staff: Client;

  beforeAll(async () => {
    desk = await openDesk({ EVIDESK_ATTACHMENT_LIMIT: '50000' });
    staff = await desk.as('service_desk');
  }, 60_000);

  afterAll(() => desk.close());

  const record = async (by: Client) =>
    (
      await by
        .post('/v1/incidents', {
          description: 'x',
          type: 'failure',
          priority: 'P3',
          source: 'user_report',
          channel: 'portal',
          discoveredAt: '2026-01-05T01:00:00Z',
          reporter: 'x',
          contact: 'x',
        })
        .expect(201)
    ).body.id as string;
  const attach = (by: Client, id: string, bytes: Buffer, query = 'name=a.txt&mediaType=text/plain') =>
    by
      .post(`/v1/incidents/${id}/attachments?${query}`, undefined, { 'content-type': 'application/octet-stream' })
      .serialize((body: unknown) => body as string)
      .send(bytes);

  it('S4-59 attaches a file to one’s own incident, for oneself and the desk to read, and for nobody else', async () => {
    const [own, other] = [await desk.asPerson('reporter-1'), await desk.asPerson('reporter-2')];
    const id = await record(own);
    await record(other);
    const { body, headers } = await attach(own, id, Buffer.from('hello')).expect(201);
    expect(body).toMatchObject({
      id,
      size: 5,
      sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    });
    expect(headers['location']).toBe(`/v1/attachments/${body.sha256}`);
    const file = `/v1/attachments/${body.sha256}`;
    expect((await own.get(file).expect(200)).text).toBe('hello');
    expect((await staff.after(own).get(file).expect(200)).text).toBe('hello');
    await other.after(own).get(file).expect(404);
    await other.get(`/v1/incidents/${id}/attachments`).expect(404);
    await attach(other, id, Buffer.from('mine')).expect(403);
    await desk.asNobody().get(file).expect(401);
  });

  it('answers the same Idempotency-Key with the same file', async () => {
    const id = await record(staff);
    const send = () => attach(staff, id, Buffer.from('once')).set('idempotency-key', 'k-1');
    const [first, second] = [await send().expect(201), await send().expect(201)];
    expect(second.body).toEqual(first.body);
    const { body } = await staff.get(`/v1/incidents/${id}/attachments`).expect(200);
    expect(body.items).toHaveLength(1);
  });

  it('refuses what is too large, nameless, of no type, or for no incident', async () => {
    const id = await record(staff);
    await attach(staff, id, Buffer.alloc(50_001)).expect(413);
    await attach(staff, id, Buffer.from('x'), 'mediaType=text/plain').expect(400);
    await attach(staff, id, Buffer.from('x'), 'name=a&mediaType=text').expect(400);
    await attach(staff, randomUUID(), Buffer.from('x')).expect(404);
    await staff.post(`/v1/incidents/${id}/attachments?name=a`, { a: 1 }).expect(415);
    await staff.get(`/v1/attachments/${'0'.repeat(64)}`).expect(404);
    await staff.get('/v1/attachments/..%2F..%2Fetc%2Fpasswd').expect(404);
  });

  it('takes what a proxy sends in chunks, and refuses that too when it is too large', async () => {
    const id = await record(staff);
    const token = (await attach(staff, id, Buffer.from('x'))).request as { readonly header?: unknown };
    const { authorization } = token.header as { readonly authorization: string };
    const chunked = (size: number) =>
      fetch(`${desk.server.url}/v1/incidents/${id}/attachments?name=c.bin`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/octet-stream' },
        body: new ReadableStream({
          start(controller) {
            for (let sent = 0; sent < size; sent += 10_000) controller.enqueue(new Uint8Array(10_000));
            controller.close();
          },
        }),
        duplex: 'half',
      });
    expect((await chunked(40_000)).status).toBe(201);
    expect((await chunked(400_000)).status).toBe(413);
  });
});
