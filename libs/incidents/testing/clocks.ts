import type { ClockSetting } from '../src/contract/clock-events.js';

const START = '2026-11-16T02:00:00.000Z';
const warnings = (...instants: readonly [string, string]) => [
  { percent: 75, at: instants[0] },
  { percent: 90, at: instants[1] },
];

/** The clocks of a record of priority P2 at the tests' instant, by the SLA table (S4-21): one hour, eight hours. */
export const RESPONSE_P2: ClockSetting = {
  clock: 'response',
  duration: 'PT1H',
  calendar: '24x7',
  startedAt: START,
  dueAt: '2026-11-16T03:00:00.000Z',
  warnings: warnings('2026-11-16T02:45:00.000Z', '2026-11-16T02:54:00.000Z'),
};
export const RESOLUTION_P2: ClockSetting = {
  clock: 'resolution',
  duration: 'PT8H',
  calendar: '24x7',
  startedAt: START,
  dueAt: '2026-11-16T10:00:00.000Z',
  warnings: warnings('2026-11-16T08:00:00.000Z', '2026-11-16T09:12:00.000Z'),
};

/** Targets of P2 that were kept at the tests' instant itself. */
export const RESPONSE_KEPT = { duration: 'PT1H', calendar: '24x7', dueAt: RESPONSE_P2.dueAt, met: true };
export const RESOLUTION_KEPT = {
  target: { duration: 'PT8H', calendar: '24x7', dueAt: RESOLUTION_P2.dueAt, met: true },
  atResolution: { usedPermille: 0, met: true },
  bySegments: { usedPermille: 0, met: true },
};

/** What follows while the reporter does not confirm what is ready for closing at the tests' instant. */
export const AWAITED = {
  reminders: ['2026-11-17T02:00:00.000Z', '2026-11-19T02:00:00.000Z'],
  handOverAt: '2026-11-23T02:00:00.000Z',
};
