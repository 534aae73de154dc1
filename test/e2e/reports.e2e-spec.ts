import { randomUUID } from 'node:crypto';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

describe('reports over HTTP', () => {
  let desk: TestDesk;
  let staff: Client;
  let manager: Client;
  const now = new Date();
  const monthOf = (date: Date) =>
    new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit' }).format(date);
  const month = monthOf(now);
  const year = month.slice(0, 4);

  beforeAll(async () => {
    desk = await openDesk();
    staff = await desk.as('service_desk');
    manager = await desk.as('incident_manager');
    await staff.post('/v1/incidents', incidentBody()).expect(201);
  }, 60_000);
  afterAll(() => desk.close());

  it('S0-90 S4-66 gives the figures beside those of the period before', async () => {
    const { body } = await manager.after(staff).get(`/v1/reports/kpis/${month}?dimension=priority`).expect(200);
    expect(body.all).toMatchObject({ recorded: 1, closureRate: { numerator: 0, denominator: 1, value: 0 } });
    expect(body).toMatchObject({ changes: { recorded: 1 }, previous: { all: { recorded: 0 } }, backlog: { open: 1 } });
    expect(body.groups[0]).toMatchObject({
      figures: { recorded: 1 },
      previous: { recorded: 0 },
      changes: { recorded: 1 },
    });
  });

  it('S1-57 answers where a figure comes from', async () => {
    const { body } = await manager.after(staff).get(`/v1/reports/kpis/${month}/incident_total/provenance`).expect(200);
    expect(body).toMatchObject({ kpi: 'incident_total', now: 1, part: 'numerator', kind: 'incidents' });
    expect(body.items).toEqual([expect.objectContaining({ month, adds: 1 })]);
  });

  it('C23 S1-15 S1-16 S4-66 takes contacts, one or many, and reckons their rates', async () => {
    const { body: one } = await staff.post('/v1/contacts', { channel: 'phone', outcome: 'answered' }).expect(201);
    const contacts = [
      { channel: 'phone', outcome: 'missed' },
      { channel: 'phone', outcome: 'answered', asks: false, complaint: true },
    ];
    const key = { 'idempotency-key': randomUUID() };
    const { body: batch } = await staff.post('/v1/contacts/batch', { contacts }, key).expect(200);
    const { body: again } = await staff.post('/v1/contacts/batch', { contacts }, key).expect(200);
    expect(again).toEqual(batch);
    await staff.post(`/v1/contacts/${one.id as string}/incident`, { incidentId: 'i-1' }).expect(200);
    const { body: contact } = await staff.get(`/v1/contacts/${one.id as string}`).expect(200);
    expect(contact).toMatchObject({ month, outcome: 'answered', asks: true, incidentId: 'i-1' });
    // The report waits for its own view; the contact log's has just been waited for.
    const { body } = await manager.get(`/v1/reports/kpis/${month}`).expect(200);
    expect(body.all).toMatchObject({
      contactsReceived: 3,
      acceptanceRate: { numerator: 2, denominator: 3, value: 66.67 },
      recordingRate: { numerator: 1, denominator: 1, value: 100 },
      complaintRate: { numerator: 1, denominator: 2, value: 50 },
    });
  });

  it('C23 logs all contacts of a batch or none, and says which can not be', async () => {
    const contacts = [
      { channel: 'phone', outcome: 'answered' },
      { channel: 'pigeon', outcome: 'missed', asks: true },
    ];
    const { body } = await staff.post('/v1/contacts/batch', { contacts }).expect(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/contacts/1/channel',
      '/contacts/1/asks',
    ]);
    const { body: log } = await staff.get('/v1/contacts').expect(200);
    expect(log.items).toHaveLength(3);
  });

  it('S1-39 S1-88 serves the statistics form as page, workbook, CSV and JSON', async () => {
    const html = await manager.get(`/v1/reports/${year}?lang=zh-CN`).set('accept', 'text/html').expect(200);
    expect(html.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(html.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(html.text).toContain('事件信息统计表');
    const xlsx = await manager.get(`/v1/reports/${month}?format=xlsx`).expect(200);
    expect(xlsx.headers['content-disposition']).toBe(`attachment; filename="incident-statistics-${month}.xlsx"`);
    const csv = await manager.get(`/v1/reports/${month}?format=csv`).expect(200);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    const { body } = await manager.get(`/v1/reports/${month}`).expect(200);
    expect(body).toMatchObject({ kind: 'month', report: { period: month } });
  });

  it('S1-39 freezes a month that has ended, by whom the profile lets', async () => {
    const before = monthOf(new Date(now.getTime() - 40 * 86_400_000));
    await staff.post(`/v1/reports/${before}/freeze`).expect(403);
    await manager.post(`/v1/reports/${before}/freeze`).expect(201);
    const { body } = await manager.get(`/v1/reports/kpis/${before}`).expect(200);
    for (let tries = 0; tries < 50 && body.frozen === undefined; tries += 1)
      Object.assign(body, (await manager.get(`/v1/reports/kpis/${before}`).expect(200)).body);
    expect(body.frozen).toMatchObject({ frozenBy: 'test-incident_manager', corrections: [] });
    await manager.get(`/v1/reports/${before}/corrections`).expect(200);
    const again = await manager.post(`/v1/reports/${before}/freeze`).expect(409);
    expect(again.body.code).toBe('report.already-frozen');
    expect((await manager.post(`/v1/reports/${month}/freeze`).expect(409)).body.code).toBe('report.not-ended');
  });

  it.each([
    ['/v1/reports/kpis/2999-01', 400, 'report.future-period', /the latest are/],
    ['/v1/reports/2999?format=html', 400, 'report.future-period', /the latest are/],
    ['/v1/reports/last-month', 400, 'report.bad-period', /2026-Q4/],
    [`/v1/reports/kpis/${month}/happiness/provenance`, 404, 'report.unknown-kpi', /resolution_rate/],
    [`/v1/reports/kpis/${month}?dimension=weather`, 400, 'request.invalid', /./],
    [`/v1/reports/${month}?format=pdf`, 400, 'request.invalid', /./],
    ['/v1/reports/2026-01/corrections', 404, 'report.not-frozen', /2026-01/],
  ] as const)('says what would be right: %s', async (path, status, code, detail) => {
    const { body } = await manager.get(path).expect(status);
    expect(body.code).toBe(code);
    expect(body.detail).toMatch(detail);
    if (code === 'request.invalid') expect(JSON.stringify(body.errors)).toMatch(/priority|html/);
  });
});
