import { givenProjection } from '@evidesk/testing';
import fc from 'fast-check';
import { on } from '../../../../incidents/testing/incident-kit.js';
import { lifeOf, november } from '../../../testing/lives.fixture.js';
import { ReportDesk } from '../../../testing/report-desk.fixture.js';
import { monthlyKpiProjection } from './monthly-kpi.projection.js';

const NOW = '2026-12-31T02:00:00.000Z';
let live: ReportDesk;
let rebuilt: ReportDesk;
beforeEach(async () => {
  [live, rebuilt] = [await ReportDesk.open(NOW), await ReportDesk.open(NOW)];
});
afterEach(() => Promise.all([live.close(), rebuilt.close()]));

/** What the incidents of the tests go through, with all that takes figures back: rejection, duplicate, another priority. */
const histories = () => {
  const lives = november(live.profile);
  lives[0]?.does('RecordFollowUp', {}, on('2026-12-01T02:00:00.000Z'));
  lives[4]
    ?.does('ChangePriority', { priority: 'P4' }, on('2026-11-09T03:00:00.000Z'))
    .does('AssignIncident', { group: 'mail' }, on('2026-11-09T03:00:00.000Z'))
    .does('MarkDuplicate', {}, on('2026-11-09T04:00:00.000Z'))
    .does('UnmarkDuplicate', {}, on('2026-11-10T04:00:00.000Z'));
  const rejected = lifeOf(live.profile, { reported: '2026-11-20T02:00:00.000Z', resolved: '2026-11-20T04:00:00.000Z' });
  lives.push(rejected.does('RejectResolution', {}, on('2026-11-21T02:00:00.000Z')));
  return lives.map((life, index) => life.recorded(`i-${index + 1}`));
};

describe('The monthly sums', () => {
  it('S0-90 S1-57 are after a rebuild what they were live, whatever came between and whenever they were read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 100 }), { minLength: 80, maxLength: 80 }), async (choices) => {
        await Promise.all([live.close(), rebuilt.close()]);
        [live, rebuilt] = [await ReportDesk.open(NOW), await ReportDesk.open(NOW)];
        const waiting = histories().map((events) => [...events]);
        for (const choice of choices) {
          const open = waiting.filter((events) => events.length > 0);
          const event = open[choice % Math.max(1, open.length)]?.shift();
          if (event === undefined) break;
          await live.append(event);
          await rebuilt.append(event);
          // Reading fills the views: live, they are brought up to date again and again.
          if (choice % 3 === 0) await live.everything();
        }
        expect(await rebuilt.everything()).toEqual(await live.everything());
      }),
      { numRuns: 10 },
    );
  }, 120_000);

  it('S1-58 an event that comes again changes nothing', () => {
    const given = givenProjection(monthlyKpiProjection);
    for (const events of histories()) {
      const once = given(events);
      for (let at = 0; at < events.length; at += 1) {
        const again = given([...events.slice(0, at + 1), ...events.slice(0, at + 1), ...events.slice(at + 1)]);
        expect(again.documents).toEqual(once.documents);
      }
    }
  });
});
