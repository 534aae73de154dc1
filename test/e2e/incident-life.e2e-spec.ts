import { randomUUID } from 'node:crypto';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

describe('the life of an incident over HTTP', () => {
  let desk: TestDesk;
  let staff: Client;
  let l1: Client;
  let l2: Client;
  let l3: Client;
  let manager: Client;
  const unit = `unit ${randomUUID()}`;

  beforeAll(async () => {
    desk = await openDesk();
    staff = await desk.as('service_desk');
    l1 = await desk.as('l1');
    l2 = await desk.as('l2');
    l3 = await desk.as('l3');
    manager = await desk.as('incident_manager');
  }, 60_000);

  afterAll(() => desk.close());

  const path = (id: string, step: string) => `/v1/incidents/${id}/${step}`;

  async function record(changes: object = {}): Promise<string> {
    const { body } = await staff.post('/v1/incidents', incidentBody({ reportingUnit: unit, ...changes })).expect(201);
    expect(body.number).toMatch(/^INC-\d{6}-\d{6}$/);
    return body.id as string;
  }

  async function where(id: string, client = staff) {
    const { body } = await client.get(`/v1/incidents/${id}`).expect(200);
    return { status: body.status, stage: body.stage, tier: body.tier };
  }

  const support = (tier: string, outcome: object) => ({
    tier,
    supporter: `engineer of ${tier}`,
    diagnosis: 'The queue of the mail server is full',
    ...outcome,
  });

  async function finish(id: string): Promise<void> {
    await staff.post(path(id, 'resolutions'), {}).expect(200);
    await staff
      .post(path(id, 'solutions'), { solution: 'Emptied the queue', handlingProcess: 'By hand', cause: 'system' })
      .expect(200);
    await staff.post(path(id, 'confirmations'), { evidence: 'Called the user', satisfaction: 4.5 }).expect(200);
    await staff.post(path(id, 'closures'), { outcome: 'resolved' }).expect(200);
  }

  it('S0-36 S0-37 S0-38 S0-41 S0-46 is solved by the desk and closed after confirmation', async () => {
    const id = await record();
    expect(await where(id)).toEqual({ status: 'new', stage: 'classification', tier: 'service_desk' });
    await staff.post(path(id, 'classification'), { category: 'usage_problem' }).expect(200);
    expect(await where(id)).toEqual({ status: 'in_progress', stage: 'initial_support', tier: 'service_desk' });
    await staff.post(path(id, 'support-records'), support('service_desk', { resolved: true })).expect(200);
    expect(await where(id)).toEqual({ status: 'in_progress', stage: 'resolution', tier: 'service_desk' });
    await finish(id);
    const { body } = await staff.get(`/v1/incidents/${id}`).expect(200);
    expect(body).toMatchObject({
      status: 'closed',
      outcome: 'resolved',
      satisfactionTenths: 45,
      solution: { solution: 'Emptied the queue', handlingProcess: 'By hand', cause: 'system' },
      allowedCommands: ['AddComment', 'AttachFile', 'LinkIncident', 'RecordFollowUp', 'UnlinkIncident'],
    });
  });

  it('S0-38 S0-39 S0-40 C4 climbs by first, second and third line, waits for its change, and is resolved after it', async () => {
    const id = await record();
    await staff.post(path(id, 'classification'), {}).expect(200);
    const handOver = { resolved: false, escalationReason: 'not solvable here' };
    await staff
      .post(path(id, 'support-records'), support('service_desk', { ...handOver, escalateTo: 'first_line' }))
      .expect(200);
    expect(await where(id)).toMatchObject({ stage: 'first_line', tier: 'l1' });
    await l1.post(path(id, 'support-records'), support('l1', handOver)).expect(200);
    expect(await where(id, l1)).toMatchObject({ stage: 'second_line', tier: 'l2' });
    await l2.post(path(id, 'support-records'), support('l2', handOver)).expect(200);
    expect(await where(id, l2)).toMatchObject({ stage: 'third_line', tier: 'l3' });
    await l3.post(path(id, 'support-records'), support('l3', { resolved: false, changeNeeded: true })).expect(200);
    const { body: applied } = await l3
      .post(path(id, 'change-applications'), {
        description: 'Grow the disk',
        riskAssessment: 'low',
        rollbackPlan: 'shrink it',
      })
      .expect(200);
    expect(await where(id, l3)).toEqual({ status: 'pending', stage: 'change_implementation', tier: 'l3' });
    await untilThere(`/v1/changes/${applied.changeId}`);
    await implement(applied.changeId);
    await until(async () => (await where(id, l3)).stage === 'resolution');
    await finish(id);
    expect(await where(id)).toMatchObject({ status: 'closed' });
  });

  it('S0-31 S1-33 gives the incident back to the third line, with the reason, when its change is rejected', async () => {
    const id = await atThirdLine();
    await l3.post(path(id, 'support-records'), support('l3', { resolved: false, changeNeeded: true })).expect(200);
    const form = { description: 'New cluster', riskAssessment: 'high', rollbackPlan: 'keep the old one' };
    const { body } = await l3.post(path(id, 'change-applications'), form).expect(200);
    await untilThere(`/v1/changes/${body.changeId}`);
    await manager.post(`/v1/changes/${body.changeId}/rejections`, { reason: 'too dear' }).expect(200);
    await until(async () => (await where(id, l3)).stage === 'third_line');
    const { body: history } = await l3.get(path(id, 'history?order=descending&limit=1')).expect(200);
    expect(history.items[0]).toMatchObject({
      type: 'incident.change-failed',
      data: { reason: 'too dear', outcome: 'rejected' },
      actor: { id: 'process:change-trigger', roles: ['system'] },
      changes: expect.arrayContaining([{ field: 'stage', from: 'change_implementation', to: 'third_line' }]),
    });
    expect(history.items[0].causationId).toEqual(expect.any(String));
  });

  it('C7 S1-27 goes back to work when the reporter rejects before closing, and never after; a recurrence is a new incident', async () => {
    const id = await record();
    await staff.post(path(id, 'classification'), {}).expect(200);
    await staff.post(path(id, 'support-records'), support('service_desk', { resolved: true })).expect(200);
    await staff.post(path(id, 'resolutions'), {}).expect(200);
    await staff.post(path(id, 'rejections'), { reason: 'still broken' }).expect(200);
    expect(await where(id)).toEqual({ status: 'in_progress', stage: 'initial_support', tier: 'service_desk' });
    await staff.post(path(id, 'support-records'), support('service_desk', { resolved: true })).expect(200);
    await finish(id);
    const { body: refused } = await staff.post(path(id, 'rejections'), { reason: 'again' }).expect(409);
    expect(refused).toMatchObject({ code: 'incident.already-closed', status: 409, stage: 'closing' });
    const again = await record({ recurrenceOf: id });
    const { body } = await staff.get(`/v1/incidents/${again}`).expect(200);
    expect(body.links).toEqual([{ kind: 'recurrence', target: id }]);
    await staff.post(path(id, 'follow-ups'), { result: 'The user is content' }).expect(200);
  });

  it('S1-07 S1-77 links a duplicate to the open incident, and takes it back', async () => {
    const [primary, second] = [await record(), await record()];
    await staff.post(path(second, 'duplicate-marks'), { of: primary }).expect(200);
    expect(await where(second)).toMatchObject({ status: 'cancelled' });
    await staff.post(path(second, 'duplicate-unmarks'), { reason: 'another server' }).expect(200);
    expect(await where(second)).toMatchObject({ status: 'new', stage: 'classification' });
    const { body } = await staff.post(path(second, 'duplicate-marks'), { of: second }).expect(409);
    expect(body.code).toBe('incident.not-a-primary');
    await staff.post(path(second, 'cancellations'), { reason: 'solved itself' }).expect(200);
    expect(await where(second)).toMatchObject({ status: 'cancelled' });
  });

  it('S2-20 S4-59 shows each role what it has to do, and an end user his own incidents only', async () => {
    const own = await desk.asPerson('reporter-1');
    const other = await desk.asPerson('reporter-2');
    const { body: recorded } = await own.post('/v1/incidents', incidentBody({ reportingUnit: unit })).expect(201);
    await own.get(`/v1/incidents/${recorded.id}`).expect(200);
    await other.after(own).get(`/v1/incidents/${recorded.id}`).expect(404);
    await other.post(path(recorded.id, 'comments'), { text: 'not mine' }).expect(403);
    await own.post(path(recorded.id, 'comments'), { text: 'mine' }).expect(200);
    const { body: list } = await own.get('/v1/incidents').expect(200);
    expect(list.items.map(({ id }: { id: string }) => id)).toEqual([recorded.id]);
    staff.after(own);
    const { body: todo } = await staff.get('/v1/queues?role=service_desk&limit=200').expect(200);
    expect(todo.items.map(({ id }: { id: string }) => id)).toContain(recorded.id);
    const { body: second } = await staff.get('/v1/queues?tier=l2&role=l2').expect(200);
    expect(second.items.map(({ id }: { id: string }) => id)).not.toContain(recorded.id);
  });

  it('S0-90 S0-93 S1-57 S1-58 counts what was closed this month', async () => {
    const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
    const { body } = await manager.after(staff).get(`/v1/reports/kpis/${month}?dimension=unit`).expect(200);
    const { figures } = body.groups.find(({ value }: { value: string }) => value === unit);
    expect(figures).toMatchObject({
      closed: 3,
      cancelled: 1,
      resolutionRate: { numerator: 3, denominator: 3, value: 100 },
      onTimeResolutionRate: { numerator: 3, denominator: 3, value: 100 },
      satisfaction: { numerator: 13.5, denominator: 3, value: 4.5 },
      firstLineResolutionRate: { numerator: 2, denominator: 3, value: 66.67 },
      secondLineResolutionRate: { numerator: 0, denominator: 1, value: 0 },
    });
  });

  async function atThirdLine(): Promise<string> {
    const id = await record();
    await staff.post(path(id, 'classification'), {}).expect(200);
    await manager.post(path(id, 'escalations'), { reason: 'urgent', escalateTo: 'second_line' }).expect(200);
    await manager.post(path(id, 'escalations'), { reason: 'urgent' }).expect(200);
    expect(await where(id, manager)).toMatchObject({ stage: 'third_line' });
    return id;
  }

  async function implement(changeId: string): Promise<void> {
    const change = (step: string) => `/v1/changes/${changeId}/${step}`;
    await l3.post(change('assessments'), { risk: 'low', assessment: 'fine' }).expect(200);
    await manager.post(change('approvals'), {}).expect(200);
    await l3
      .post(change('schedules'), { startsAt: '2026-01-05T20:00:00Z', endsAt: '2026-01-05T22:00:00Z' })
      .expect(200);
    await l3.post(change('implementations'), { result: 'done' }).expect(200);
    await l3.post(change('closures'), { review: 'went well' }).expect(200);
  }

  const untilThere = (resource: string) => until(async () => (await l3.get(resource)).status === 200);

  async function until(reached: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!(await reached())) {
      if (Date.now() > deadline) throw new Error('it did not come to that');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
