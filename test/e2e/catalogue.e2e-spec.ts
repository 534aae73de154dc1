import { incidentBody, openDesk, type TestDesk } from '../support/desk.js';

describe('the service catalogue over HTTP', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  it('S2-07 S2-15 S2-16 S2-17 customer service opens an incident by choosing 故障受理 (blueking-fault)', async () => {
    desk = await openDesk({ EVIDESK_PROFILE: 'blueking-fault' });
    const agent = await desk.as('customer_service');
    const { body: catalogue } = await agent.get('/v1/catalogue').expect(200);
    expect(catalogue).toMatchObject({
      profile: { name: 'blueking-fault', version: 1 },
      root: { labels: { 'zh-CN': '根目录' }, entries: [{ code: 'fault_intake', labels: { 'zh-CN': '故障受理' } }] },
    });
    const form = { title: 'Site not reached', handlingTeam: 'cdn', type: undefined, priority: undefined };
    const { body } = await agent.post('/v1/incidents', incidentBody({ ...form, service: 'fault_intake' })).expect(201);
    const { body: incident } = await agent.get(`/v1/incidents/${body.id}`).expect(200);
    expect(incident).toMatchObject({
      service: 'fault_intake',
      type: 'failure',
      priority: 'P3',
      recordType: 'incident',
    });
    const { body: history } = await agent.get(`/v1/incidents/${body.id}/history`).expect(200);
    expect(history.items[0]).toMatchObject({ type: 'incident.recorded', data: { service: 'fault_intake' } });

    const { body: refused } = await agent.post('/v1/incidents', incidentBody({ ...form, service: 'root' })).expect(400);
    const faults = (refused.errors as { pointer: string; code: string }[]).map((e) => `${e.pointer} ${e.code}`);
    expect(faults.sort()).toEqual(['/priority required', '/service not-an-option', '/type required']);
  }, 60_000);

  it('S4-53 S4-57 S4-58 S4-59 a user asks for a service himself, and it is assigned by its category (servicedesk-phase1)', async () => {
    desk = await openDesk({ EVIDESK_PROFILE: 'servicedesk-phase1' });
    const user = await desk.asPerson('u-7');
    const asked = {
      title: 'A port in room 12',
      service: 'infrastructure.network',
      type: undefined,
      priority: undefined,
    };
    const { body } = await user.post('/v1/incidents', incidentBody(asked)).expect(201);
    const { body: request } = await user.get(`/v1/incidents/${body.id}`).expect(200);
    expect(request).toMatchObject({
      service: 'infrastructure.network',
      recordType: 'service_request',
      type: 'service_request',
      category: 'infrastructure',
      subcategory: 'network',
      impact: 'low',
      urgency: 'medium',
      priority: 'P4',
    });
  }, 60_000);

  it('S2-17 a profile without a catalogue has no services, and records as before (std-4tier)', async () => {
    desk = await openDesk();
    const agent = await desk.as('service_desk');
    expect((await agent.get('/v1/catalogue').expect(200)).body).not.toHaveProperty('root');
    await agent.post('/v1/incidents', incidentBody()).expect(201);
    const { body } = await agent.post('/v1/incidents', incidentBody({ service: 'fault_intake' })).expect(400);
    expect(body.errors).toMatchObject([{ pointer: '/service', code: 'not-an-option' }]);
    const { body: none } = await agent.post('/v1/incidents', incidentBody({ type: undefined })).expect(400);
    expect(none.errors).toMatchObject([{ pointer: '/type', code: 'required' }]);
  }, 60_000);
});
