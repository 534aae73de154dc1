import { setTimeout as sleep } from 'node:timers/promises';
import { LiveFeeds, LocalTokens } from '@evidesk/platform';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';
import { listenTo, type Listener } from '../support/event-stream.js';

const LISTENERS = 50;

describe('the feed of a queue', () => {
  let desk: TestDesk;
  let staff: Client;
  let tokens: LocalTokens;
  const listeners: Listener[] = [];

  beforeAll(async () => {
    desk = await openDesk({ EVIDESK_FEED_BEAT_MS: '200', EVIDESK_FEEDS_PER_CALLER: '3' });
    staff = await desk.as('service_desk');
    tokens = await LocalTokens.open(desk.config.dataDir, 600);
  });
  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.hangUp();
  });
  afterAll(() => desk.close());

  const tokenOf = (sub: string, ttl?: number) =>
    tokens.issue({ sub, roles: ['service_desk'], ...(ttl !== undefined && { ttl }) });
  const listen = async (queue: string, token: string, lastEventId?: string): Promise<Listener> => {
    const url = `${desk.server.url}/v1/queues/${queue}/events`;
    const listener = await listenTo(url, token, lastEventId);
    listeners.push(listener);
    return listener;
  };
  const record = async (): Promise<string> => (await staff.post('/v1/incidents', incidentBody()).expect(201)).body.id;
  const names = ({ received }: Listener) => received.map(({ event }) => event);

  it('S2-20 tells what the queue is, then what enters, changes and leaves', async () => {
    const before = await record();
    await staff.get('/v1/queues').expect(200);
    const token = await tokenOf('ann');
    const [everything, ofStage] = [await listen('all', token), await listen('stage:classification', token)];
    const [first] = await everything.until(1);
    expect(first).toMatchObject({ event: 'queue', data: { complete: true } });
    expect((first?.data['items'] as { id: string }[]).map(({ id }) => id)).toContain(before);

    const id = await record();
    await everything.until(2);
    expect(everything.received[1]).toMatchObject({ event: 'entered', data: { item: { id, status: 'new' } } });
    await ofStage.until(2);
    expect(names(ofStage)).toEqual(['queue', 'entered']);

    await staff.post(`/v1/incidents/${id}/classification`, {}).expect(200);
    await everything.until(3);
    expect(everything.received[2]).toMatchObject({ event: 'changed', data: { item: { id, status: 'in_progress' } } });
    await ofStage.until(3);
    expect(ofStage.received[2]).toMatchObject({ event: 'left', data: { id } });

    await staff.post(`/v1/incidents/${id}/cancellations`, { reason: 'a mistake' }).expect(200);
    await everything.until(4);
    expect(everything.received[3]).toMatchObject({ event: 'left', data: { id } });
  });

  it('goes on behind Last-Event-ID, and begins anew where that can not be', async () => {
    const token = await tokenOf('bob');
    const one = await listen('all', token);
    await one.until(1);
    const missed = await record();
    await one.until(2);
    const [start, entered] = one.received;
    one.hangUp();
    const later = await record();
    await sleep(300);

    const again = await listen('all', token, start?.id);
    await again.until(2);
    expect(again.received.map(({ event, data }) => [event, (data['item'] as { id: string }).id])).toEqual([
      ['entered', missed],
      ['entered', later],
    ]);
    expect(again.received[0]?.id).toBe(entered?.id);
    again.hangUp();

    const elsewhere = await listen('status:new', token, start?.id);
    expect(names({ ...elsewhere, received: [...(await elsewhere.until(1))] })).toEqual(['queue']);
    elsewhere.hangUp();
    await sleep(50);
    const madeUp = await listen('all', token, '0000000000000001.forged');
    expect((await madeUp.until(1)).map(({ event }) => event)).toEqual(['queue']);
  });

  it('one change reaches everybody who listens, by one subscription', async () => {
    const many = await Promise.all(
      Array.from({ length: LISTENERS }, async (_, index) => listen('priority:P3', await tokenOf(`reader-${index}`))),
    );
    await Promise.all(many.map((listener) => listener.until(1)));
    expect(desk.server.app.get(LiveFeeds).size).toBeGreaterThanOrEqual(LISTENERS);
    const id = await record();
    await Promise.all(many.map((listener) => listener.until(2)));
    for (const { received } of many)
      expect(received[1]).toMatchObject({ event: 'entered', id: many[0]?.received[1]?.id, data: { item: { id } } });
  });

  // A token is good for five seconds longer, since clocks differ; it ends with a whole second: in one to two from now.
  it('gives signs of life, and ends when the token does', async () => {
    const listener = await listen('all', await tokenOf('cleo', -3));
    await listener.ended;
    expect(listener.comments).toContain(': still here');
    expect(listener.received.at(-1)).toMatchObject({ event: 'closed', data: { reason: 'not-permitted' } });
  }, 20_000);

  it('ends when the API key is revoked', async () => {
    const admin = await desk.as('process_admin');
    const key = {
      name: 'board',
      roles: ['service_desk'],
      permissions: ['ReadQueues'],
      expiresAt: '2099-01-01T00:00:00Z',
    };
    const { body } = await admin.post('/v1/api-keys', key).expect(201);
    const listener = await listen('all', body.secret);
    await listener.until(1);
    await admin.delete(`/v1/api-keys/${body.id}?reason=leaked`).expect(200);
    await listener.ended;
    expect(listener.received.at(-1)).toMatchObject({ event: 'closed', data: { reason: 'not-permitted' } });
  }, 20_000);

  it('is for those who may read queues, of queues that there are, and for so many of each', async () => {
    await (await desk.asPerson('p')).get('/v1/queues/all/events').expect(403);
    for (const queue of ['nothing', 'colour:red', 'role:'])
      await staff.get(`/v1/queues/${queue}/events`).expect(404, /queue\.not-found/);
    const token = await tokenOf('dan');
    const held = [await listen('all', token), await listen('all', token), await listen('all', token)];
    await expect(listen('all', token)).rejects.toThrow('429');
    held[0]?.hangUp();
    await sleep(100);
    expect(await listen('all', token)).toBeDefined();
  });
});
