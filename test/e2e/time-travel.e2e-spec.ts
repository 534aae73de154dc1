import { Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

describe('time travel', () => {
  let desk: TestDesk;
  let staff: Client;
  let manager: Client;
  let incident: { readonly id: string; readonly number: string };
  /** Positions behind each step. */
  const at: Record<string, string> = {};
  const noted = (step: string, response: { body: { position: string } }) => (at[step] = response.body.position);
  beforeAll(async () => {
    desk = await openDesk();
    staff = await desk.as('service_desk');
    manager = await desk.as('incident_manager');
    const recorded = await staff.post('/v1/incidents', incidentBody({ title: 'first' })).expect(201);
    incident = recorded.body as typeof incident;
    noted('recorded', recorded);
    noted('classified', await staff.post(`/v1/incidents/${incident.id}/classification`, {}).expect(200));
    const other = await staff
      .post('/v1/incidents', incidentBody({ title: 'second', description: 'other' }))
      .expect(201);
    noted('second', other);
    noted('cancelled', await staff.post(`/v1/incidents/${other.body.id}/cancellations`, { reason: 'no' }).expect(200));
    const late = { text: 'an hour ago', occurredAt: inMinutes(-60) };
    noted('late', await staff.post(`/v1/incidents/${incident.id}/comments`, late).expect(200));
    manager.after(staff);
  }, 60_000);
  afterAll(() => desk.close());

  const details = async (query: string) =>
    (await manager.get(`/v1/incidents/${incident.id}?${query}`).expect(200)).body;
  const titles = async (query: string) =>
    (await manager.get(`/v1/queues?${query}`).expect(200)).body.items.map(({ title }: { title: string }) => title);

  it('C22 shows an incident as it was known at a position or an instant', async () => {
    expect(await details(`asOf=${at['recorded']}`)).toMatchObject({ status: 'new', comments: 0 });
    const then = await details(`asOf=${at['classified']}`);
    expect(then).toMatchObject({ status: 'in_progress', comments: 0 });
    expect(then.asOfPosition <= (at['classified'] ?? '')).toBe(true);
    expect(await details(`asOf=${new Date().toISOString()}`)).toMatchObject({ comments: 1 });
    const byNumber = await manager.get(`/v1/incidents/${incident.number}?asOf=${at['recorded']}`).expect(200);
    expect(byNumber.body).toMatchObject({ status: 'new' });
  });

  it('C22 shows an incident as it was, by when things occurred', async () => {
    const line = `/v1/incidents/${incident.id}/history?by=occurred&asOf=${inMinutes(-30)}`;
    // All that had occurred half an hour ago is the comment, which was told later; it makes no incident of its own.
    await manager.get(line).expect(400);
    const { body } = await manager
      .get(`/v1/incidents/${incident.id}/history?by=occurred&asOf=${inMinutes(0)}`)
      .expect(200);
    expect(body.items.map(({ type }: { type: string }) => type)).toContain('incident.commented');
  });

  it('S2-20 shows queues as they were', async () => {
    expect(await titles(`asOf=${at['classified']}`)).toEqual(['first']);
    expect([...(await titles(`asOf=${at['second']}`))].sort()).toEqual(['first', 'second']);
    expect(await titles(`asOf=${at['cancelled']}`)).toEqual(['first']);
    const { body } = await manager.get(`/v1/queues?asOf=${at['second']}&limit=1&sort=age`).expect(200);
    const next = await manager.get(`/v1/queues?asOf=${at['second']}&limit=1&sort=age&cursor=${body.next}`).expect(200);
    expect([...body.items, ...next.body.items].map(({ title }: { title: string }) => title).sort()).toEqual([
      'first',
      'second',
    ]);
    expect(body.asOfPosition).toBe(next.body.asOfPosition);
  });

  it('S1-39 shows figures as they were', async () => {
    const month = new Date().toISOString().slice(0, 7);
    const recorded = async (query: string) => {
      const { body } = await manager.get(`/v1/reports/kpis/${month}?${query}`).expect(200);
      return body.all.recorded;
    };
    const [before, after] = [await recorded(`asOf=${at['classified']}`), await recorded(`asOf=${at['second']}`)];
    expect(JSON.stringify(before)).not.toBe(JSON.stringify(after));
  });

  it('C22 as of now equals what is live, of every kind of read', async () => {
    const month = new Date().toISOString().slice(0, 7);
    const reads = [
      `/v1/incidents/${incident.id}?`,
      `/v1/incidents/${incident.id}/history?limit=200&`,
      `/v1/incidents/${incident.id}/history?order=descending&limit=2&`,
      '/v1/queues?limit=200&',
      '/v1/queues?sort=age&role=service_desk&',
      `/v1/reports/kpis/${month}?dimension=priority&`,
      `/v1/reports/${month}?`,
    ];
    for (const read of reads) {
      const { body: live } = await manager.get(read).expect(200);
      for (const past of [`asOf=${new Date().toISOString()}`, `asOf=${new Date().toISOString()}&by=occurred`]) {
        const { body, status } = await manager.get(`${read}${past}`);
        expect([read, past, status, status === 200 ? 200 : body]).toEqual([read, past, 200, 200]);
        expect([read, past, plain(body)]).toEqual([read, past, plain(live)]);
      }
    }
  });

  it('tells what would be right when it is asked for what is not', async () => {
    const refused = async (query: string) => (await manager.get(`/v1/queues?${query}`).expect(400)).body;
    expect(await refused('asOf=2026-01-05')).toMatchObject({ code: 'as-of.invalid' });
    expect(await refused(`asOf=${at['second']}&by=occurred`)).toMatchObject({ code: 'as-of.invalid' });
    const early = await refused('asOf=2020-01-01T00:00:00Z');
    expect(early).toMatchObject({ code: 'as-of.too-early', first: { position: expect.any(String) } });
    expect(early.detail).toContain(early.first.recordedAt);
    expect(await refused(`asOf=${encodeURIComponent(inMinutes(10))}`)).toMatchObject({ code: 'as-of.too-late' });
    expect(await refused('asOf=9999999999999999')).toMatchObject({ code: 'as-of.too-late' });
    const first = (await manager.get(`/v1/incidents/${incident.id}/history?limit=1`).expect(200)).body.items[0];
    const before = String(Number(first.position) - 1).padStart(16, '0');
    const { body } = await manager.get(`/v1/incidents/${incident.id}?asOf=${before}`).expect(400);
    expect(body).toMatchObject({ code: 'as-of.too-early', first: { position: first.position } });
  });

  it('lets nobody see by way of the past what he must not see now', async () => {
    const stranger = await desk.asPerson('stranger');
    await stranger.get(`/v1/incidents/${incident.id}?asOf=${at['recorded']}`).expect(404);
    await stranger.get(`/v1/incidents/${incident.id}/history?asOf=${at['recorded']}`).expect(404);
    await stranger.get(`/v1/queues?asOf=${at['recorded']}`).expect(403);
  });
});

/** An answer without what says how far or when it was made, and without cursors, which are of their list only. */
function plain(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (key, value: unknown) =>
      ['asOfPosition', 'next', 'generatedAt', 'madeAt'].includes(key) ? undefined : value,
    ),
  );
}
