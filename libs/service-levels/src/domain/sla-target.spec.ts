import fc from 'fast-check';
import { type BusinessCalendar, businessCalendar } from './business-calendar.js';
import { dueMs, targetMs, targetTime } from './sla-target.js';

const OFFICE = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, ['09:00-12:00', '13:00-18:00']]),
);
const working = businessCalendar(OFFICE, 'Asia/Shanghai');
const always = businessCalendar('24x7', 'Asia/Shanghai');
const HOUR = 3_600_000;

const dueAt = (duration: string, start: string, calendar: BusinessCalendar, pausedMs = 0) =>
  new Date(dueMs(targetTime(duration), Date.parse(start), pausedMs, calendar)).toISOString();

describe('dueMs', () => {
  it.each([
    ['S4-20 response', 'PT15M', '2026-11-14T15:50:00.000Z', always, '2026-11-14T16:05:00.000Z'],
    ['S4-20 resolution', 'PT2H', '2026-11-14T15:50:00.000Z', always, '2026-11-14T17:50:00.000Z'],
    ['S4-21 response', 'PT1H', '2026-11-14T15:50:00.000Z', always, '2026-11-14T16:50:00.000Z'],
    ['S4-22 response, over night', 'PT4H', '2026-11-16T08:00:00.000Z', working, '2026-11-17T03:00:00.000Z'],
    ['S4-23 response, over a weekend', 'PT8H', '2026-11-13T06:00:00.000Z', working, '2026-11-16T06:00:00.000Z'],
    ['S4-24 response', 'PT24H', '2026-11-16T01:00:00.000Z', working, '2026-11-18T10:00:00.000Z'],
    ['S4-24 C21 fulfilment', 'P5D', '2026-11-18T02:30:00.000Z', working, '2026-11-25T02:30:00.000Z'],
    [
      'C21 reported on Friday night counts from Monday morning',
      'P5D',
      '2026-11-13T11:00:00.000Z',
      working,
      '2026-11-23T01:00:00.000Z',
    ],
    ['C21 reported on Saturday morning too', 'P5D', '2026-11-14T00:00:00.000Z', working, '2026-11-23T01:00:00.000Z'],
    ['C21 days and hours together', 'P1DT2H', '2026-11-16T09:00:00.000Z', working, '2026-11-18T02:00:00.000Z'],
  ])('%s', (_title, duration, start, calendar, due) => {
    expect(dueAt(duration, start, calendar)).toBe(due);
  });

  it('C27 is put off by the working time of the pauses', () => {
    // Monday 17:00 to Tuesday 10:00: two working hours, seventeen by the clock.
    expect(dueAt('PT2H', '2026-11-16T08:00:00.000Z', working, 2 * HOUR)).toBe('2026-11-17T03:00:00.000Z');
    expect(dueAt('PT2H', '2026-11-16T08:00:00.000Z', always, 17 * HOUR)).toBe('2026-11-17T03:00:00.000Z');
    expect(dueAt('P1D', '2026-11-16T08:00:00.000Z', working, 2 * HOUR)).toBe('2026-11-17T10:00:00.000Z');
  });

  it('what is reported later never falls due earlier', () => {
    const minute = fc.integer({ min: 0, max: 14 * 1_440 });
    const at = (minutes: number) => new Date(Date.parse('2026-11-09T00:00:00.000Z') + minutes * 60_000).toISOString();
    fc.assert(
      fc.property(minute, minute, fc.constantFrom('P5D', 'P1D', 'PT24H', 'P1DT2H', 'PT4H'), (a, b, duration) => {
        const [first, second] = [at(Math.min(a, b)), at(Math.max(a, b))];
        expect(dueAt(duration, first, working) <= dueAt(duration, second, working)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('targetMs', () => {
  it.each([
    ['PT24H', 24],
    ['P5D', 40],
    ['P1DT2H', 10],
  ])('C21 %s from Wednesday 10:30 is %d working hours', (duration, hours) => {
    expect(targetMs(targetTime(duration), Date.parse('2026-11-18T02:30:00.000Z'), working)).toBe(hours * HOUR);
  });

  it('C21 counts working days with the hours that they have', () => {
    const shortFriday = businessCalendar({ ...OFFICE, fri: ['09:00-12:00'] }, 'Asia/Shanghai');
    expect(targetMs(targetTime('P1D'), Date.parse('2026-11-19T02:00:00.000Z'), shortFriday)).toBe(8 * HOUR);
    expect(targetMs(targetTime('P1D'), Date.parse('2026-11-20T02:00:00.000Z'), shortFriday)).toBe(3 * HOUR);
  });
});
