import { randomUUID } from 'node:crypto';
import { CommandExecutor } from '@evidesk/executor';
import { incidentAggregate } from '@evidesk/incidents';
import { type Client, openDesk, type TestDesk } from '../support/desk.js';

interface Change {
  readonly fingerprint?: string;
  readonly status?: 'firing' | 'resolved';
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A delivery as Alertmanager 0.28 posts it. */
const delivery = (...alerts: readonly Change[]) => ({
  receiver: 'evidesk',
  status: 'firing',
  alerts: alerts.map((alert) => ({
    status: 'firing',
    labels: { alertname: 'DiskFull', instance: 'db-1:9100', job: 'node', severity: 'critical' },
    annotations: { summary: 'The disk of db-1 is full', runbook_url: 'https://runbooks.example/disk' },
    startsAt: '2026-01-05T01:02:03.123456789+08:00',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
    fingerprint: randomUUID().replaceAll('-', '').slice(0, 16),
    ...alert,
  })),
  groupLabels: { alertname: 'DiskFull' },
  commonLabels: { alertname: 'DiskFull' },
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  version: '4',
  groupKey: '{}:{alertname="DiskFull"}',
  truncatedAlerts: 0,
});

const fingerprint = () => randomUUID().replaceAll('-', '').slice(0, 16);
const over = { status: 'resolved', endsAt: '2026-01-05T03:00:00Z' } as const;

describe('alerts of Prometheus Alertmanager over HTTP', () => {
  let desk: TestDesk;
  let monitor: Client;
  let staff: Client;

  beforeAll(async () => {
    desk = await openDesk();
    monitor = await desk.as('monitor');
    staff = await desk.as('service_desk');
  }, 60_000);

  afterAll(() => desk.close());

  const post = async (...alerts: readonly Change[]) =>
    (await monitor.post('/v1/inbound/alertmanager', delivery(...alerts)).expect(200)).body;
  const incident = async (id: string) => (await staff.after(monitor).get(`/v1/incidents/${id}`).expect(200)).body;
  const history = async (id: string) =>
    (await staff.after(monitor).get(`/v1/incidents/${id}/history?limit=200`).expect(200)).body.items as {
      readonly type: string;
      readonly data: { readonly text?: string };
    }[];
  const types = async (id: string) => (await history(id)).map(({ type }) => type);

  /** Takes an incident to where it is solved and waits for confirmation. */
  async function solve(id: string): Promise<void> {
    await staff.post(`/v1/incidents/${id}/classification`, {}).expect(200);
    const support = { tier: 'service_desk', supporter: 'Wang', diagnosis: 'Logs filled it', resolved: true };
    await staff.post(`/v1/incidents/${id}/support-records`, support).expect(200);
    await staff.post(`/v1/incidents/${id}/resolutions`, {}).expect(200);
    await staff.post(`/v1/incidents/${id}/solutions`, { solution: 'Logs rotate now' }).expect(200);
  }
  async function close(id: string): Promise<void> {
    await staff.post(`/v1/incidents/${id}/confirmations`, { evidence: 'The check is green' }).expect(200);
    await staff.post(`/v1/incidents/${id}/closures`, { outcome: 'resolved' }).expect(200);
  }

  it('S0-26 S0-102 S4-17 makes an incident of type alert from an alert that fires', async () => {
    const print = fingerprint();
    const { outcomes, opened } = await post({ fingerprint: print });
    expect(outcomes).toEqual({ opened: 1 });
    expect(opened).toEqual([{ fingerprint: print, incidentId: expect.any(String) }]);
    const found = await incident(opened[0].incidentId);
    expect(found).toMatchObject({
      status: 'new',
      type: 'alert',
      source: 'monitoring_alert',
      channel: 'monitoring',
      title: 'DiskFull',
      symptom: 'DiskFull',
      affectedCi: 'db-1:9100',
      priority: 'P1',
      reporter: 'Alertmanager',
      contact: 'http://alertmanager:9093',
      discoveredAt: '2026-01-04T17:02:03.123Z',
      confirmationPolicy: 'evidence',
      externalRef: { system: 'alertmanager', id: print },
    });
    expect(found.number).toMatch(/^INC-\d{6}-\d{6}$/);
    expect(found.description).toContain('The disk of db\\-1 is full');
    expect(found.description).toContain('<https://runbooks.example/disk>');
    expect(found.description).toContain('| severity | critical |');
  });

  it('S4-17 changes nothing when the same delivery comes again, also at once', async () => {
    const alert = { fingerprint: fingerprint() };
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(alert)));
    expect(answers.map(({ outcomes }) => Object.keys(outcomes)[0]).sort()).toEqual([
      'opened',
      ...Array.from({ length: 5 }, () => 'unchanged'),
    ]);
    const id = answers.flatMap(({ opened }) => opened)[0].incidentId;
    expect((await types(id)).filter((type) => type === 'incident.recorded')).toHaveLength(1);
    await post({ ...alert, ...over });
    expect((await post({ ...alert, ...over })).outcomes).toEqual({ unchanged: 1 });
    expect((await post(alert)).outcomes).toEqual({ unchanged: 1 });
    expect((await types(id)).filter((type) => type === 'incident.commented')).toHaveLength(1);
  });

  it('S4-17 comments once on each different text while it fires', async () => {
    const alert = { fingerprint: fingerprint() };
    const worse = { ...alert, annotations: { summary: 'The disk of db-1 is full, and so is that of db-2' } };
    const id = (await post(alert)).opened[0].incidentId;
    expect((await post(worse)).outcomes).toEqual({ changed: 1 });
    expect((await post(worse)).outcomes).toEqual({ unchanged: 1 });
    expect((await post(alert)).outcomes).toEqual({ unchanged: 1 });
    const texts = (await history(id)).flatMap(({ data }) => data.text ?? []);
    expect(texts).toEqual([expect.stringContaining('so is that of db\\-2')]);
  });

  it('C17 shows the desk that it has recovered, and leaves the confirmation to it', async () => {
    const alert = { fingerprint: fingerprint() };
    const id = (await post(alert)).opened[0].incidentId;
    await solve(id);
    expect((await post({ ...alert, ...over })).outcomes).toEqual({ recovered: 1 });
    const found = await incident(id);
    expect(found).toMatchObject({ status: 'resolved', stage: 'closing' });
    expect(found.confirmation).toBeUndefined();
    const texts = (await history(id)).flatMap(({ data }) => data.text ?? []);
    expect(texts).toEqual([expect.stringMatching(/has recovered\*\* at 2026-01-05T03:00:00\.000Z/)]);
    await close(id);
    expect(await incident(id)).toMatchObject({ status: 'closed' });
  });

  it('S1-27 C7 makes a new incident that repeats the closed one when it fires again', async () => {
    const alert = { fingerprint: fingerprint() };
    const id = (await post(alert)).opened[0].incidentId;
    await post({ ...alert, ...over });
    const refired = { ...alert, startsAt: '2026-01-05T04:00:00Z' };
    expect((await post(refired)).outcomes).toEqual({ 'fired-again': 1 });
    await post({ ...refired, status: 'resolved', endsAt: '2026-01-05T05:00:00Z' });
    await solve(id);
    await close(id);
    expect((await post(refired)).outcomes).toEqual({ unchanged: 1 });
    const third = { ...alert, startsAt: '2026-01-05T06:00:00Z' };
    const again = await post(third);
    expect(again.outcomes).toEqual({ opened: 1 });
    const second = again.opened[0].incidentId;
    expect(second).not.toBe(id);
    expect((await incident(second)).links).toEqual([{ kind: 'recurrence', target: id }]);
    expect((await post(third)).outcomes).toEqual({ unchanged: 1 });
    expect((await types(id)).filter((type) => type === 'incident.commented')).toHaveLength(3);
  });

  it('S1-26 does not open what the desk has closed while the same firing goes on', async () => {
    const alert = { fingerprint: fingerprint() };
    const id = (await post(alert)).opened[0].incidentId;
    await solve(id);
    await close(id);
    expect((await post(alert)).outcomes).toEqual({ unchanged: 1 });
    expect((await post({ ...alert, annotations: { summary: 'still' } })).outcomes).toEqual({ unchanged: 1 });
    expect((await post({ ...alert, ...over })).outcomes).toEqual({ recovered: 1 });
    expect(await types(id)).not.toContain('incident.commented');
  });

  it('S1-07 tells the primary when its own incident was a duplicate', async () => {
    const [one, other] = [{ fingerprint: fingerprint() }, { fingerprint: fingerprint() }];
    const primary = (await post(one)).opened[0].incidentId;
    const duplicate = (await post(other)).opened[0].incidentId;
    await staff.post(`/v1/incidents/${duplicate}/duplicate-marks`, { of: primary }).expect(200);
    await post({ ...other, ...over });
    const texts = (await history(primary)).flatMap(({ data }) => data.text ?? []);
    expect(texts).toEqual([expect.stringContaining(other.fingerprint)]);
  });

  it('S4-17 ignores the recovery of what was never seen, and old news', async () => {
    expect((await post({ fingerprint: fingerprint(), ...over })).outcomes).toEqual({ unknown: 1 });
    const alert = { fingerprint: fingerprint(), startsAt: '2026-01-05T04:00:00Z' };
    await post(alert);
    const early = { ...alert, startsAt: '2026-01-05T01:00:00Z', ...over };
    expect((await post(early)).outcomes).toEqual({ stale: 1 });
  });

  it('S0-60 lets nothing of a label become markup or leave its line', async () => {
    const evil = '<script>alert(1)</script> | [x](javascript:alert(1))\r\n# title \u202Egnp.exe';
    const { opened } = await post({
      fingerprint: fingerprint(),
      labels: { alertname: evil, instance: evil, severity: evil },
      annotations: { summary: evil, link_url: 'javascript:alert(1)' },
    });
    const { title, description, affectedCi, priority } = await incident(opened[0].incidentId);
    expect(title).not.toMatch(/[\r\n\u202E]/);
    expect(affectedCi).not.toMatch(/[\r\n\u202E]/);
    expect(priority).toBe('P3');
    expect(description).not.toMatch(/(?<!\\)<script|(?<!\\)\[x|^# |<javascript|\u202E/m);
  });

  it.each([
    ['no alerts', { version: '4' }, '/alerts'],
    ['another version', { ...delivery({}), version: '3' }, '/version'],
    ['a status of its own', delivery({ status: 'pending' as 'firing' }), '/alerts/0/status'],
    ['no instant', delivery({ startsAt: 'yesterday' }), '/alerts/0/startsAt'],
    ['an odd fingerprint', delivery({ fingerprint: '../x' }), '/alerts/0/fingerprint'],
    ['a number as a label', delivery({ labels: { alertname: 7 as unknown as string } }), '/alerts/0/labels/alertname'],
  ])('refuses a delivery with %s', async (_, body, pointer) => {
    const { body: problem } = await monitor.post('/v1/inbound/alertmanager', body).expect(400);
    expect(problem).toMatchObject({ code: 'request.invalid', errors: [expect.objectContaining({ pointer })] });
  });

  it('S4-17 lets in nobody but monitoring, and reads past what it does not know', async () => {
    await staff.post('/v1/inbound/alertmanager', delivery({})).expect(403);
    await desk.asNobody().post('/v1/inbound/alertmanager', delivery({})).expect(401);
    const { alerts, ...rest } = delivery({});
    const grown = { ...rest, newField: { deep: [1] }, alerts: alerts.map((alert) => ({ ...alert, silenced: false })) };
    await monitor.post('/v1/inbound/alertmanager', grown).expect(200);
  });
});

describe('alerts under the other process profiles', () => {
  it.each([
    ['hhlc-itss', { type: 'failure', priority: 'P2' }],
    ['blueking-fault', { type: 'alert', priority: 'P1', handlingTeam: 'evidesk' }],
    ['servicedesk-phase1', { type: 'alert', priority: 'P1', impact: 'high', urgency: 'high' }],
  ])(
    'S4-17 fits an alert to %s',
    async (profile, expected) => {
      const desk = await openDesk({ EVIDESK_PROFILE: profile });
      try {
        const monitor = await desk.as('monitor');
        const { body } = await monitor.post('/v1/inbound/alertmanager', delivery({})).expect(200);
        const auditor = (await desk.as('auditor')).after(monitor);
        const found = await auditor.get(`/v1/incidents/${body.opened[0].incidentId}`).expect(200);
        expect(found.body).toMatchObject({ source: 'monitoring_alert', ...expected });
      } finally {
        await desk.close();
      }
    },
    60_000,
  );
});

describe('a storm of alerts', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    // What follows from a thousand incidents is tested elsewhere: here it would only be waited for.
    desk = await openDesk({ EVIDESK_RUNNERS: 'none' });
  }, 60_000);

  afterAll(() => desk.close());

  it('S4-17 takes 1,000 alerts in one delivery, and again', async () => {
    const monitor = await desk.as('monitor');
    const storm = Array.from({ length: 1_000 }, (_, index) => ({
      fingerprint: `storm${index}`,
      labels: { alertname: `Storm${index}`, instance: `host-${index}`, severity: 'warning' },
    }));
    const post = async () => (await monitor.post('/v1/inbound/alertmanager', delivery(...storm)).expect(200)).body;
    const first = await post();
    expect(first).toMatchObject({ alerts: 1_000, outcomes: { opened: 1_000 } });
    const ids: ReadonlySet<string> = new Set(first.opened.map(({ incidentId }: { incidentId: string }) => incidentId));
    expect(ids.size).toBe(1_000);
    expect((await post()).outcomes).toEqual({ unchanged: 1_000 });
    const executor = desk.server.app.get(CommandExecutor);
    const numbers = await Promise.all([...ids].map(async (id) => (await executor.load(incidentAggregate, id)).state));
    expect(new Set(numbers.map((state) => state.status !== 'unrecorded' && state.number)).size).toBe(1_000);
    expect(numbers.map((state) => state.status !== 'unrecorded' && state.title).sort()[0]).toBe('Storm0');
  }, 60_000);
});
