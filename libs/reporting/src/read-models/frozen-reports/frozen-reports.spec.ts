import { on } from '../../../../incidents/testing/incident-kit.js';
import { lifeOf, november } from '../../../testing/lives.fixture.js';
import { ReportDesk } from '../../../testing/report-desk.fixture.js';

let desk: ReportDesk;
beforeEach(async () => {
  desk = await ReportDesk.open('2026-12-02T02:00:00.000Z');
});
afterEach(() => desk.close());

describe('FreezeReport', () => {
  it('S1-39 S1-58 keeps the figures of a month that has ended, and later events show as corrections with their cause', async () => {
    const lives = november(desk.profile);
    await desk.tell(lives);
    const before = await desk.kpis('2026-11', 'priority');
    await desk.freeze('2026-11');
    // The call back of the first, with a score, comes after; the last one is still open and is closed in December.
    lives[0]?.does('RecordFollowUp', { satisfaction: 1 }, on('2026-12-02T03:00:00.000Z'));
    lives[4]
      ?.does('RecordSupport', { resolved: true, escalationReason: undefined }, on('2026-12-02T03:00:00.000Z'))
      .does('ResolveIncident', {}, on('2026-12-02T03:00:00.000Z'))
      .does('RecordSolution', {}, on('2026-12-02T03:00:00.000Z'))
      .does('ConfirmResolution', {}, on('2026-12-02T04:00:00.000Z'))
      .does('CloseIncident', {}, on('2026-12-02T04:00:00.000Z'));
    await desk.tell(lives);
    const after = await desk.kpis('2026-11', 'priority');
    expect(after.all).toEqual(before.all);
    expect(after.groups?.map(({ value, figures }) => [value, figures])).toEqual(
      before.groups?.map(({ value, figures }) => [value, figures]),
    );
    expect(after.frozen).toMatchObject({
      frozenAt: '2026-12-02T02:00:00.000Z',
      frozenBy: 'the-incident_manager',
      position: before.asOfPosition,
      profile: 'std-4tier@1',
    });
    const corrected = Object.fromEntries(
      after.frozen?.corrections.map(({ figure, frozen, now }) => [figure, { frozen, now }]) ?? [],
    );
    expect(corrected).toMatchObject({
      satisfaction: {
        frozen: { numerator: 7.5, denominator: 2, value: 3.75 },
        now: { numerator: 4, denominator: 2, value: 2 },
      },
      closureRate: { frozen: { numerator: 4 }, now: { numerator: 5 } },
    });
    const { items } = await desk.corrections('2026-11');
    const first = items.find(({ id }) => id === 'i-1');
    expect(first).toMatchObject({
      measures: { satisfactionTenths: { frozen: 45, now: 10 } },
      causes: [
        {
          type: 'incident.followed-up',
          occurredAt: '2026-12-02T03:00:00.000Z',
          actor: { id: expect.any(String) as string },
        },
      ],
    });
    expect(items.find(({ id }) => id === 'i-5')?.measures).toMatchObject({ recordedClosed: { frozen: 0, now: 1 } });
    expect(items).toHaveLength(2);
  });

  it('S1-39 an incident that is recorded later, and one that leaves the month, are corrections too', async () => {
    const lives = [
      lifeOf(desk.profile, { reported: '2026-11-02T02:00:00.000Z' }).does(
        'MarkDuplicate',
        {},
        on('2026-11-02T03:00:00.000Z'),
      ),
    ];
    await desk.tell(lives);
    await desk.freeze('2026-11');
    lives[0]?.does('UnmarkDuplicate', {}, on('2026-12-02T03:00:00.000Z'));
    lives.push(lifeOf(desk.profile, { reported: '2026-11-30T02:00:00.000Z' }));
    await desk.tell(lives);
    const pages = [await desk.corrections('2026-11', { limit: 1 })];
    for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next)
      pages.push(await desk.corrections('2026-11', { limit: 1, cursor: next }));
    const found = pages.flatMap(({ items }) => items);
    expect(found.map(({ id, measures }) => [id, measures['duplicate'] ?? measures['recorded']])).toEqual([
      ['i-1', { frozen: 1, now: 0 }],
      ['i-2', { frozen: 0, now: 1 }],
    ]);
  });

  it('S1-39 what does not touch the month corrects nothing', async () => {
    await desk.tell(november(desk.profile).slice(0, 4));
    await desk.freeze('2026-11');
    const lives = [
      ...november(desk.profile).slice(0, 4),
      lifeOf(desk.profile, { reported: '2026-12-01T02:00:00.000Z' }),
    ];
    lives[1]?.does('AddComment', {}, on('2026-12-02T03:00:00.000Z'));
    await desk.tell(lives);
    expect((await desk.kpis('2026-11')).frozen?.corrections).toEqual([]);
    expect((await desk.corrections('2026-11')).items).toEqual([]);
  });

  it.each([
    ['2026-12', 'report.not-ended', /a month before 2026-12/],
    ['2027-01', 'report.not-ended', /a month before 2026-12/],
    ['2026-Q3', 'report.bad-period', /only a month/],
    ['2026', 'report.bad-period', /only a month/],
    ['later', 'report.bad-period', /a month 2026-10/],
  ])('S1-39 refuses %s', async (month, code, detail) => {
    await expect(desk.freeze(month)).rejects.toMatchObject({ code, message: expect.stringMatching(detail) as string });
  });

  it('S1-39 once, and corrections are those of a frozen month', async () => {
    await expect(desk.corrections('2026-11')).rejects.toMatchObject({ code: 'report.not-frozen' });
    await desk.freeze('2026-11');
    await expect(desk.freeze('2026-11')).rejects.toMatchObject({ code: 'report.already-frozen' });
  });
});
