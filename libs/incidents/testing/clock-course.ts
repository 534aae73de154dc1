import type { CompiledProfile, SlaPolicy } from '@evidesk/profiles';
import type { ClockName, ClockSetting, Judgement } from '../src/contract/clock-events.js';
import type { IncidentEvent } from '../src/contract/incident-events.js';
import { by } from './commands.js';
import { Life, on, profileOf } from './incident-kit.js';

const who = by('service_desk', 'l1', 'l2', 'system').actor;
/** Monday 2026-11-16, local time in Shanghai, 8 hours ahead of UTC; days later than Monday. */
export const at = (time: string, days = 0): string => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return new Date(Date.UTC(2026, 10, 16 + days, hour - 8, minute)).toISOString();
};
export const then = (time: string, days = 0) => on(at(time, days), who);
export const recordedUnder = (profile: CompiledProfile, time: string, data: object = {}) =>
  new Life(profile).does('RecordIncident', { discoveredAt: at('00:00'), ...data }, then(time));
export const policy = (change: Partial<SlaPolicy>) =>
  profileOf('std-4tier', (profile) => ({
    ...profile,
    slaPolicy: { ...(profile.slaPolicy as SlaPolicy), ...change },
  }));
export const eventOf = <T extends IncidentEvent['type']>(life: Life, type: T) => {
  const found = life.events.filter((event) => event.type === type).at(-1);
  if (found === undefined) throw new Error(`no ${type}`);
  return found as Extract<IncidentEvent, { type: T }>;
};
export const settings = (event: IncidentEvent): readonly ClockSetting[] =>
  'clocks' in event.data ? (event.data.clocks ?? []) : [];
export const setting = (event: IncidentEvent, clock: ClockName) => settings(event).find((each) => each.clock === clock);
export const told = (life: Life) =>
  life.events.flatMap(({ type, data }) => {
    if (type === 'incident.sla-warned') return [`${data.clock} ${data.percent} ${data.at}`];
    return type === 'incident.sla-breached' ? [`${data.clock} breached ${data.dueAt}`] : [];
  });
export const resolve = (life: Life, time: string, days = 0) => {
  const { tier } = life.incident;
  life.does('RecordSupport', { tier, resolved: true, escalationReason: undefined }, then(time, days));
  return life.does('ResolveIncident', {}, then(time, days));
};
export const judgement = (life: Life): Judgement => {
  const { target, atResolution, bySegments } = eventOf(life, 'incident.resolved').data;
  return { target, atResolution, bySegments };
};
