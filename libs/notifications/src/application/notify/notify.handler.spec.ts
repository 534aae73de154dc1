import type { JsonObject } from '@evidesk/kernel';
import { NOW } from '@evidesk/testing';
import { NotificationDesk } from '../../../testing/notification-desk.js';

const happened: JsonObject = {
  cause: 'event-1',
  occasion: 'sla_breached',
  params: { clock: 'resolution', dueAt: NOW, tier: 'l2' },
  happenedAt: NOW,
  recordedAt: NOW,
  actorId: 'process:sla-escalation',
  incident: {
    id: 'i-1',
    number: 'INC-202611-000001',
    title: 'Mail is down',
    profile: { name: 'std-4tier', version: 1 },
    priority: 'P2',
    confirmation: 'user',
    engineer: 'han',
    waitsFor: ['l2'],
  },
};
const HOUR = 3_600_000;
const desk = () =>
  NotificationDesk.open({
    directory: {
      people: [{ id: 'han', name: 'Han Mei', locale: 'zh-CN' }],
      webhooks: [{ name: 'chat', url: 'http://127.0.0.1:9/', secretEnv: 'CHAT' }],
    },
  });
const requests = async (at: NotificationDesk) =>
  (await at.events()).filter(({ type }) => type === 'notification.requested').map(({ data }) => data);

describe('Notify', () => {
  it('S4-51 S4-52 S2-13 tells those whom the strategy of the profile names, each in his words', async () => {
    const at = await desk();
    await at.send('Notify', 'i-1', happened, 'command-1');
    const common = { incidentId: 'i-1', number: 'INC-202611-000001', occasion: 'sla_breached' };
    const said = { title: 'Mail is down', happenedAt: NOW, clock: 'resolution', dueAt: NOW };
    expect(await requests(at)).toEqual([
      {
        ...common,
        channel: 'in_app',
        recipient: { kind: 'person', id: 'han' },
        locale: 'zh-CN',
        params: { ...said, priority: 'P2 · 高', tier: '二线支持', timeZone: 'Asia/Shanghai' },
      },
      {
        ...common,
        channel: 'in_app',
        recipient: { kind: 'role', id: 'incident_manager' },
        locale: 'en',
        params: { ...said, priority: 'P2 · High', tier: 'Second line', timeZone: 'Asia/Shanghai' },
      },
      {
        ...common,
        channel: 'webhook',
        recipient: { kind: 'webhook', id: 'chat' },
        locale: 'en',
        params: { ...said, priority: 'P2', tier: 'l2' },
      },
    ]);
  });

  it('S4-52 asks for each message once, by whichever command', async () => {
    const at = await desk();
    await at.send('Notify', 'i-1', happened, 'command-1');
    await at.send('Notify', 'i-1', happened, 'command-1');
    await at.send('Notify', 'i-1', happened, 'command-2');
    expect(await requests(at)).toHaveLength(3);
    await at.send('Notify', 'i-1', { ...happened, cause: 'event-2' }, 'command-3');
    expect(await requests(at)).toHaveLength(6);
  });

  it('S4-52 does not tell of what lies behind when notifications begin', async () => {
    const at = await desk();
    at.clock.set(new Date(Date.parse(NOW) + 72 * HOUR + 1).toISOString());
    await at.send('Notify', 'i-1', happened, 'command-1');
    expect(await requests(at)).toEqual([]);
    at.clock.set(new Date(Date.parse(NOW) + 72 * HOUR).toISOString());
    await at.send('Notify', 'i-1', happened, 'command-2');
    expect(await requests(at)).toHaveLength(3);
  });
});
