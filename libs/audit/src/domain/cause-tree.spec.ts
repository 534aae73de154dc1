import { type Caused, CauseIndex, originOf } from './cause-tree.js';

const at = (minute: number) => `2026-11-16T02:0${minute}:00.000Z`;
const event = (id: string, changes: Partial<Caused> = {}): Caused => ({
  id,
  commandId: `command of ${id}`,
  actor: 'wang',
  occurredAt: at(0),
  at: `${at(0)}/1`,
  ...changes,
});

describe('Why an event happened', () => {
  it('is told by who sent its command, and when that was about', () => {
    expect(originOf(event('a'))).toEqual({ by: 'request' });
    expect(originOf(event('a', { actor: 'process:sla' }))).toEqual({ by: 'process', process: 'sla' });
    expect(originOf(event('a', { actor: 'process:sla', at: `${at(1)}/1` }))).toEqual({
      by: 'deadline',
      process: 'sla',
    });
  });

  it('S4-51 leads from an escalation over the breach and its deadline back to the classification', () => {
    const classified = event('classified');
    const breached = event('breached', { causationId: 'classified', actor: 'process:sla' });
    const escalated = event('escalated', { causationId: 'breached', actor: 'process:sla' });
    const index = new CauseIndex([classified, breached, escalated]);
    expect(index.causeOf(escalated)).toBe(breached);
    expect(index.causeOf(breached)).toBe(classified);
    expect(index.causeOf(classified)).toBeUndefined();
    expect(index.effectsOf(classified)).toEqual([breached]);
    expect(index.effectsOf(breached)).toEqual([escalated]);
  });

  it('knows a cause by its command too, and each effect of it once', () => {
    const opened = event('opened', { commandId: 'delivery' });
    const told = event('told', { commandId: 'delivery' });
    const recorded = event('recorded', { causationId: 'delivery' });
    const index = new CauseIndex([opened, told, recorded]);
    expect(index.causeOf(recorded)).toBe(opened);
    expect(index.effectsOf(opened)).toEqual([recorded]);
    expect(index.effectsOf(told)).toEqual([]);
  });

  it('does not take a command for its own cause', () => {
    const odd = event('odd', { commandId: 'c', causationId: 'c' });
    const index = new CauseIndex([odd]);
    expect(index.causeOf(odd)).toBeUndefined();
    expect(index.effectsOf(odd)).toEqual([]);
  });
});
