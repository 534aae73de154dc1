import { setTimeout as sleep } from 'node:timers/promises';
import { LocalTokens } from '@evidesk/platform';
import { Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';
import { listenTo } from '../support/event-stream.js';

/** Listens until so many events have come, or the feed has ended, then hangs up. */
async function listen(url: string, token: string, count: number, lastEventId?: string) {
  const listener = await listenTo(url, token, lastEventId);
  const received = await listener.until(count);
  listener.hangUp();
  return received.slice(0, count);
}

describe('the feed of events', () => {
  let desk: TestDesk;
  let url: string;
  let token: string;
  beforeAll(async () => {
    desk = await openDesk();
    url = `${desk.server.url}/v1/events`;
    token = await (await LocalTokens.open(desk.config.dataDir, 600)).issue({ sub: 'a', roles: ['auditor'] });
  });
  afterAll(() => desk.close());

  it('gives history and then what comes, as CloudEvents, and goes on behind Last-Event-ID', async () => {
    const staff = await desk.as('service_desk');
    const { body } = await staff.post('/v1/incidents', incidentBody()).expect(201);
    const incidents = `${url}?streams=incident-`;
    const [first] = await listen(incidents, token, 1);
    expect(first?.data).toMatchObject({
      specversion: '1.0',
      type: 'incident.recorded',
      subject: `incident-${body.id}`,
      source: '/v1/events',
      revision: 0,
      actorroles: 'service_desk',
      data: { number: body.number },
    });
    const following = listen(incidents, token, 1, first?.id);
    await sleep(50);
    await staff.post(`/v1/incidents/${body.id}/classification`, {}).expect(200);
    const [second] = await following;
    expect(second?.event).toBe('incident.classified');
    expect((second?.id ?? '') > (first?.id ?? '')).toBe(true);
  });

  it('is for auditors', async () => {
    await (await desk.as('service_desk')).get('/v1/events').expect(403);
    await new Client(desk.server.url, token).get('/v1/events').set('last-event-id', 'x y').expect(400);
  });

  it('there is one of the runners, for process administrators', async () => {
    const admin = await (
      await LocalTokens.open(desk.config.dataDir, 600)
    ).issue({ sub: 'b', roles: ['process_admin'] });
    const [first] = await listen(`${desk.server.url}/v1/system/runners/events`, admin, 1);
    expect(first).toMatchObject({ event: 'runners', data: { items: expect.any(Array) } });
    await (await desk.as('service_desk')).get('/v1/system/runners/events').expect(403);
  });

  it('does not hold up a server that stops', async () => {
    const other = await openDesk();
    const auditor = await (await LocalTokens.open(other.config.dataDir, 600)).issue({ sub: 'a', roles: ['auditor'] });
    const listening = listen(`${other.server.url}/v1/events?streams=nothing-`, auditor, 1).catch(() => []);
    await sleep(100);
    const started = Date.now();
    await other.close();
    expect(Date.now() - started).toBeLessThan(10_000);
    expect(await listening).toEqual([]);
  }, 30_000);
});
