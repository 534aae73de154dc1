import { businessCalendar, dueMs, targetTime } from '@evidesk/service-levels';
import { loadShippedProfile, shippedProfiles } from '../application/shipped-profiles.js';

const presets = ['blueking-fault', 'hhlc-itss', 'servicedesk-phase1', 'std-4tier'];

async function working(preset: string) {
  const { calendars, timeZone } = await loadShippedProfile(preset);
  const found = calendars.find(({ code }) => code === 'working');
  if (found === undefined) throw new Error(`${preset} has no working time`);
  return { ...found, zone: found.timeZone ?? timeZone };
}

describe('Working time in the presets that ship', () => {
  it('C3 C21 is eight hours a day in Shanghai, with the holidays and make-up days of mainland China', async () => {
    expect((await shippedProfiles()).map(({ name }) => name)).toEqual(presets);
    for (const preset of presets) {
      const { zone, holidays, makeUpDays } = await working(preset);
      expect(zone).toBe('Asia/Shanghai');
      expect(holidays?.map(({ date }) => date)).toEqual(expect.arrayContaining(['2026-02-17', '2026-10-01']));
      expect(makeUpDays).toContainEqual({ date: '2026-02-14', worksAs: 'fri' });
    }
  });

  // Local times, as people at the desk would reckon.
  it.each([
    ['C21 S4-24 five working days over National Day 2026', 'P5D', '2026-09-30T10:00', '2026-10-13T10:00'],
    ['C21 S4-24 five working days that begin on a holiday', 'P5D', '2026-10-03T10:00', '2026-10-14T09:00'],
    ['C21 S4-22 24 working hours over Spring Festival 2026', 'PT24H', '2026-02-13T14:00', '2026-02-25T14:00'],
    ['C21 S4-22 24 working hours with a make-up Sunday', 'PT24H', '2025-01-24T14:00', '2025-02-05T14:00'],
    ['C21 S4-22 24 working hours that begin on a make-up Sunday', 'PT24H', '2026-01-04T09:00', '2026-01-06T18:00'],
    ['C21 S4-23 72 working hours over Labour Day 2026', 'PT72H', '2026-04-29T09:00', '2026-05-13T18:00'],
    ['C2 S1-61 eight hours on the eve of Dragon Boat Festival', 'PT8H', '2026-06-18T14:00', '2026-06-22T14:00'],
    ['C2 S1-62 four hours into the holiday that begins the year', 'PT4H', '2025-12-31T16:00', '2026-01-04T11:00'],
    ['C2 S1-63 two hours from Spring Festival itself', 'PT2H', '2026-02-17T12:00', '2026-02-24T11:00'],
  ])('%s', async (_title, duration, start, due) => {
    const calendar = await working('std-4tier');
    const reckoning = businessCalendar(calendar.hours, calendar.zone, calendar);
    const found = dueMs(targetTime(duration), Date.parse(instant(start)), 0, reckoning);
    expect(new Date(found).toISOString()).toBe(instant(due));
  });
});

/** @param local time in Shanghai */
function instant(local: string): string {
  return new Date(`${local}:00.000+08:00`).toISOString();
}
