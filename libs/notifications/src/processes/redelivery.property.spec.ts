import fc from 'fast-check';
import { NotificationDesk, recorded } from '../../testing/notification-desk.js';
import { DeliveryFailed, type Message } from '../application/channel.js';

const INCIDENTS = ['i-1', 'i-2', 'i-3'];
const move = { from: 'a', to: 'b', tier: 'l2', waitsFor: ['l2'] };
const EVENTS = [
  { type: 'incident.assigned', data: { from: {}, to: { group: 'mail', engineer: 'han' }, reason: 'x' } },
  { type: 'incident.assigned', data: { from: {}, to: { engineer: 'mei' }, reason: 'x' } },
  { type: 'incident.escalated', data: { kind: 'functional', reason: 'x', move } },
  { type: 'incident.escalated', data: { kind: 'hierarchical', reason: 'x' } },
  { type: 'incident.sla-warned', data: { clock: 'resolution', percent: 75, dueAt: '2026-11-16T04:00:00.000Z' } },
  { type: 'incident.sla-breached', data: { clock: 'resolution', dueAt: '2026-11-16T04:00:00.000Z', tier: 'l2' } },
  { type: 'incident.resolved', data: { resolvedAt: '2026-11-16T04:00:00.000Z', move } },
  { type: 'incident.closed', data: { outcome: 'resolved' } },
];

/** What happens, when, and which attempts fail how. */
const steps = fc.array(
  fc.record({
    incident: fc.constantFrom(...INCIDENTS),
    event: fc.constantFrom(...EVENTS),
    late: fc.boolean(),
    wait: fc.constantFrom(0, 1_000, 60_000, 86_400_000),
  }),
  { maxLength: 15 },
);
const outcomes = fc.infiniteStream(fc.constantFrom('sent', 'sent', 'later', 'never'));

class ScriptedChannel {
  readonly sent: string[] = [];
  constructor(private readonly script: Iterator<string>) {}

  async send({ id, channel }: Message): Promise<string> {
    const outcome: unknown = this.script.next().value;
    if (outcome === 'later') throw new DeliveryFailed('not now');
    if (outcome === 'never') throw new DeliveryFailed('never', { final: 'refused' });
    this.sent.push(`${channel} ${id}`);
    return 'ok';
  }
}

describe('All of history once more', () => {
  it('S4-52 asks for nothing and sends nothing that it has not before, and everything was sent once', async () => {
    await fc.assert(
      fc.asyncProperty(steps, outcomes, async (happened, script) => {
        const channel = new ScriptedChannel(script);
        const desk = await NotificationDesk.open({
          channels: { email: channel, webhook: channel },
          directory: { webhooks: [{ name: 'chat', url: 'http://127.0.0.1:9/', secretEnv: 'X' }] },
        });
        for (const id of INCIDENTS) await desk.happens(id, [recorded()]);
        for (const { incident, event, late, wait } of happened) {
          await desk.happens(incident, [event], { late });
          if (wait > 0) await desk.wait(wait);
        }
        const [events, sent] = [await desk.events(), [...channel.sent]];
        await desk.redeliver();
        expect(await desk.events()).toEqual(events);
        expect(channel.sent).toEqual(sent);
        expect(new Set(sent).size).toBe(sent.length);
      }),
      { numRuns: 15 },
    );
  });
});
