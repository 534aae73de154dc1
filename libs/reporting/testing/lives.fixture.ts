import type { CompiledProfile } from '@evidesk/profiles';
import { by } from '../../incidents/testing/commands.js';
import { Life, on } from '../../incidents/testing/incident-kit.js';

export const HOUR = 3_600_000;
const solved = { resolved: true, escalationReason: undefined } as const;

/** How an incident of the tests goes; times in UTC. */
export interface LifeWish {
  readonly reported: string;
  readonly responded?: string;
  readonly resolved?: string;
  readonly closed?: string;
  readonly line?: 1 | 2;
  readonly priority?: string;
  readonly outcome?: string;
  readonly satisfaction?: number;
  readonly reportingUnit?: string;
  readonly category?: string;
}

/** Reported, classified half an hour later, solved by a line, closed. */
export function lifeOf(desk: CompiledProfile, wish: LifeWish): Life {
  const {
    reported,
    resolved,
    closed,
    line = 1,
    priority = 'P2',
    outcome = 'resolved',
    satisfaction,
    category,
    ...more
  } = wish;
  const { responded = new Date(Date.parse(reported) + HOUR / 2).toISOString(), ...record } = more;
  const it = new Life(desk)
    .does('RecordIncident', { priority, discoveredAt: reported, ...record }, on(reported))
    .does('ClassifyIncident', category === undefined ? {} : { category }, on(responded));
  if (line === 2) it.does('RecordSupport', {}, on(responded));
  if (resolved === undefined) return it;
  const tier = line === 2 ? 'l2' : 'service_desk';
  it.does('RecordSupport', { tier, ...solved }, on(resolved, by(tier).actor)).does('ResolveIncident', {}, on(resolved));
  it.does('RecordSolution', {}, on(resolved));
  if (closed === undefined) return it;
  return it.does('ConfirmResolution', { satisfaction }, on(closed)).does('CloseIncident', { outcome }, on(closed));
}

/** November 2026 of a small desk. Times in Shanghai: UTC + 8 h. */
export const november = (desk: CompiledProfile): Life[] =>
  [
    // Round the clock, 8 h: resolved after 2 h, in time; 4.5.
    {
      reported: '2026-11-02T02:00:00.000Z',
      resolved: '2026-11-02T04:00:00.000Z',
      closed: '2026-11-02T05:00:00.000Z',
      satisfaction: 4.5,
    },
    // By the second line, after 10 h: late; 3.0.
    {
      reported: '2026-11-03T02:00:00.000Z',
      resolved: '2026-11-03T12:00:00.000Z',
      closed: '2026-11-04T05:00:00.000Z',
      line: 2 as const,
      satisfaction: 3,
    },
    // In time, but not a success; no score.
    {
      reported: '2026-11-05T02:00:00.000Z',
      resolved: '2026-11-05T03:00:00.000Z',
      closed: '2026-11-05T04:00:00.000Z',
      outcome: 'not_resolved',
    },
    // Closed as a duplicate: counted nowhere among the rates.
    {
      reported: '2026-11-06T02:00:00.000Z',
      resolved: '2026-11-06T03:00:00.000Z',
      closed: '2026-11-06T04:00:00.000Z',
      outcome: 'duplicate',
    },
    // Still open.
    { reported: '2026-11-09T02:00:00.000Z' },
  ].map((wish) => lifeOf(desk, wish));
