import { randomUUID } from 'node:crypto';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

describe('problem management, coordination forms and configuration items over HTTP (hhlc-itss)', () => {
  let desk: TestDesk;
  let l1: Client;
  let senior: Client;
  let operations: Client;
  let manager: Client;

  beforeAll(async () => {
    desk = await openDesk({ EVIDESK_PROFILE: 'hhlc-itss' });
    l1 = await desk.as('l1');
    senior = await desk.as('l2_senior');
    operations = await desk.as('operations');
    manager = await desk.as('incident_manager');
  }, 60_000);

  afterAll(() => desk.close());

  async function record(changes: object = {}): Promise<string> {
    const { body } = await l1.post('/v1/incidents', incidentBody(changes)).expect(201);
    return body.id as string;
  }

  /** Waits for what a process manager brings about. */
  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('it did not come about');
  }

  const linked = (incident: string, kind: string, target: string) =>
    until(async () => {
      const { body } = await l1.get(`/v1/incidents/${incident}`).expect(200);
      const links = body.links as { kind: string; target: string }[];
      return links.some((link) => link.kind === kind && link.target === target) ? true : undefined;
    });

  it('S1-79 C24 S1-32 three units with one symptom make a candidate; accepted, it is linked, and takes in the next', async () => {
    const symptom = `上传失败 ${randomUUID()}`;
    const first = await record({ symptom, reportingUnit: '一所' });
    await record({ symptom: ` ${symptom}。`, reportingUnit: '一所' });
    const second = await record({ symptom, reportingUnit: '二所' });
    const third = await record({ symptom });
    expect((await manager.get(`/v1/problems?incidentId=${first}`).expect(200)).body.items).toEqual([]);
    await l1
      .post(`/v1/incidents/${third}/corrections`, { changes: { reportingUnit: '三所' }, reason: 'asked' })
      .expect(200);
    const problem = await until(async () => {
      const { body } = await manager.get(`/v1/problems?incidentId=${first}`).expect(200);
      return body.items[0] as { id: string; number: string } | undefined;
    });
    expect(problem).toMatchObject({
      status: 'candidate',
      origin: 'system_bug',
      title: symptom,
      units: ['一所', '二所', '三所'],
      needed: 3,
      openedBy: 'process:problem-candidate',
    });
    expect(problem.number).toMatch(/^PRB-\d{6}-\d{6}$/);
    await l1.post(`/v1/problems/${problem.id}/acceptances`, {}).expect(403);
    await manager.post(`/v1/problems/${problem.id}/acceptances`, { note: 'A bug' }).expect(200);
    for (const incident of [first, second, third]) await linked(incident, 'problem', problem.id);
    const fourth = await record({ symptom: symptom.toUpperCase(), reportingUnit: '四所' });
    await linked(fourth, 'problem', problem.id);

    await operations.post(`/v1/problems/${problem.id}/known-errors`, { workaround: 'Send it again' }).expect(200);
    const known = await manager.after(operations).get('/v1/problems?knownError=true').expect(200);
    expect(known.body.items).toMatchObject([{ id: problem.id, workaround: 'Send it again' }]);
    await operations.post(`/v1/problems/${problem.id}/root-causes`, { rootCause: 'A full disk' }).expect(200);
    await operations.post(`/v1/problems/${problem.id}/resolutions`, { solution: 'A larger disk' }).expect(200);
    await manager.post(`/v1/problems/${problem.id}/closures`, { review: 'Watch the disks' }).expect(200);
    const { body } = await manager.get(`/v1/problems/${problem.id}`).expect(200);
    expect(body).toMatchObject({ status: 'closed', rootCause: 'A full disk', knownError: false, allowedCommands: [] });
    expect(body.incidents).toHaveLength(5);
  });

  it('S2-02 root-cause issues are handed over by transfer, and linked', async () => {
    const incident = await record();
    const form = { title: 'Mail stops at night', description: 'Every night', incidents: [incident] };
    const { body } = await senior.post('/v1/problems', form).expect(201);
    await linked(incident, 'problem', body.id as string);
    const { body: problem } = await senior.get(`/v1/problems/${body.id}`).expect(200);
    expect(problem).toMatchObject({ status: 'accepted', origin: 'transfer', incidents: [incident] });
    const nobody = { ...form, incidents: [randomUUID()] };
    const { body: refused } = await senior.post('/v1/problems', nobody).expect(400);
    expect(refused.errors).toMatchObject([{ pointer: '/incidents/0', code: 'unknown' }]);
  });

  it('S1-38 S1-45 S1-46 S1-47 S1-48 S1-49 S1-88 C14 the coordination form whole, its reply on the incident', async () => {
    const incident = await record({ customer: '某公司', reportingUnit: '五所', affectedCi: 'Relay 1' });
    const form = {
      incidentId: incident,
      title: 'Upload fails',
      description: 'Since the upgrade',
      handedTo: { role: 'operations', engineer: 'han' },
      needsChange: true,
    };
    const { body: missing } = await senior.post('/v1/coordination-forms', form).expect(400);
    expect(missing.errors).toMatchObject([{ pointer: '/emergencyPlan', code: 'required' }]);
    await l1.post('/v1/coordination-forms', { ...form, emergencyPlan: 'Fax' }).expect(403);
    const { body: raised } = await senior.post('/v1/coordination-forms', { ...form, emergencyPlan: 'Fax' }).expect(201);
    expect(raised.number).toMatch(/^COO-\d{6}-\d{6}$/);
    const path = `/v1/coordination-forms/${raised.id}`;
    await linked(incident, 'coordination_form', raised.id as string);
    const { body: pending } = await senior.get(path).expect(200);
    expect(pending).toMatchObject({
      status: 'pending',
      customer: '某公司',
      reportingUnit: '五所',
      affectedCi: 'Relay 1',
      allowedCommands: ['ReceiveCoordination'],
    });
    const { body: waiting } = await operations.get('/v1/coordination-forms?role=operations&status=pending').expect(200);
    expect(waiting.items).toMatchObject([{ id: raised.id }]);

    await operations.post(`${path}/receptions`, { receiver: 'han' }).expect(200);
    const handled = { process: 'Looked at the log', result: 'Disk enlarged' };
    await operations.post(`${path}/handlings`, handled).expect(409);
    await operations.post(`${path}/analyses`, { analysis: 'Disk full' }).expect(200);
    await operations.post(`${path}/handlings`, handled).expect(200);
    await operations.post(`${path}/verifications`, { passed: false, verification: 'Still fails' }).expect(200);
    await operations.post(`${path}/handlings`, handled).expect(200);
    await operations
      .post(`${path}/verifications`, { passed: true, verification: 'Uploaded a file', reply: 'Upload works again' })
      .expect(200);
    const { body: resolved } = await operations.get(path).expect(200);
    expect(resolved).toMatchObject({ status: 'resolved', reply: 'Upload works again', allowedCommands: [] });
    const comment = await until(async () => {
      const { body } = await l1.get(`/v1/incidents/${incident}/history?order=descending&limit=1`).expect(200);
      return body.items[0].type === 'incident.commented' ? body.items[0] : undefined;
    });
    expect(comment).toMatchObject({
      data: { text: `${raised.number}: Upload works again` },
      actor: { id: 'process:problem-link', roles: ['system'] },
    });
  });

  it('S1-56 a form whose solution changes information becomes a candidate of problem management', async () => {
    const incident = await record();
    const { body: raised } = await senior
      .post('/v1/coordination-forms', {
        incidentId: incident,
        title: 'Wrong unit code',
        description: 'The code is another one now',
        handedTo: { role: 'operations' },
        informationChange: true,
      })
      .expect(201);
    const problem = await until(async () => {
      const { body } = await manager.get(`/v1/problems?incidentId=${incident}`).expect(200);
      return body.items[0] as object | undefined;
    });
    expect(problem).toMatchObject({ origin: 'coordination_form', status: 'candidate', coordinationId: raised.id });
  });

  it('S4-18 S4-40 a configuration item shows the open incidents that name it', async () => {
    const name = `Relay ${randomUUID()}`;
    const form = { name, kind: 'mail relay', attributes: { version: '1.0' } };
    const { body: item } = await senior.post('/v1/configuration-items', form).expect(201);
    await senior.post('/v1/configuration-items', { name: name.toUpperCase() }).expect(409);
    const incident = await record({ affectedCi: name.toLowerCase() });
    const shown = await until(async () => {
      const { body } = await l1.get(`/v1/configuration-items/${item.id}`).expect(200);
      return (body.openIncidents as object[]).length > 0 ? body : undefined;
    });
    expect(shown).toMatchObject({ name, status: 'in_use', openIncidents: [{ id: incident }] });
    await senior
      .post(`/v1/configuration-items/${item.id}/changes`, { attributes: { version: '1.1' }, reason: 'Counted again' })
      .expect(200);
    const { body: history } = await senior.get(`/v1/configuration-items/${item.id}/history`).expect(200);
    expect(history.items[1]).toMatchObject({
      type: 'ci.changed',
      data: { changes: [{ attribute: 'version', from: '1.0', to: '1.1' }], reason: 'Counted again' },
      actor: { id: 'test-l2_senior' },
    });
  });
});

describe('a change updates its configuration item (std-4tier)', () => {
  let desk: TestDesk;
  let l3: Client;
  let manager: Client;

  beforeAll(async () => {
    desk = await openDesk();
    l3 = await desk.as('l3');
    manager = await desk.as('incident_manager');
  }, 60_000);

  afterAll(() => desk.close());

  it('S1-34 what was planned is on record once the change is implemented, with the change as the cause', async () => {
    const name = `server ${randomUUID()}`;
    const { body: item } = await l3
      .post('/v1/configuration-items', { name, attributes: { memory: 8, os: 'old' } })
      .expect(201);
    const form = { description: 'More memory', riskAssessment: 'Low', rollbackPlan: 'Take it out' };
    await l3.post('/v1/changes', { ...form, plannedChanges: { memory: 16 } }).expect(400);
    const planned = { ...form, affectedCi: name, plannedChanges: { memory: 16 } };
    const { body: change } = await l3.post('/v1/changes', planned).expect(201);
    const step = (who: Client, path: string, body: object) =>
      who.post(`/v1/changes/${change.id}/${path}`, body).expect(200);
    await step(l3, 'assessments', { risk: 'low', assessment: 'Done before' });
    await step(manager, 'approvals', {});
    await step(l3, 'schedules', { startsAt: '2026-11-30T14:00:00Z', endsAt: '2026-11-30T15:00:00Z' });
    expect((await l3.get(`/v1/configuration-items/${item.id}`).expect(200)).body.attributes).toMatchObject({
      memory: 8,
    });
    await step(l3, 'implementations', { result: 'Works' });
    for (let attempt = 0; ; attempt += 1) {
      const { body } = await l3.get(`/v1/configuration-items/${item.id}`).expect(200);
      if (body.attributes.memory === 16) {
        expect(body).toMatchObject({ attributes: { memory: 16, os: 'old' }, lastChangeId: change.id });
        break;
      }
      if (attempt === 200) throw new Error('the item was not updated');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
});
