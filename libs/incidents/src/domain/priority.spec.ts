import type { CompiledProfile } from '@evidesk/profiles';
import { command } from '../../testing/commands.js';
import { givenIncident, Life, profileOf } from '../../testing/incident-kit.js';
import { lifeAt } from '../../testing/std-4tier-path.js';
import type { IncidentEvent } from '../contract/incident-events.js';

let desk: CompiledProfile;
let phase1: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
  phase1 = await profileOf('servicedesk-phase1');
});

const classified = (events: readonly IncidentEvent[]) =>
  events.find((event) => event.type === 'incident.classified')?.data;
const recorded = (answers: object) => new Life(phase1).does('RecordIncident', { priority: undefined, ...answers });

describe('C6 where the priority comes from', () => {
  it.each([
    ['high', 'high', 'P1'],
    ['high', 'medium', 'P2'],
    ['high', 'low', 'P3'],
    ['medium', 'high', 'P2'],
    ['medium', 'medium', 'P3'],
    ['medium', 'low', 'P4'],
    ['low', 'high', 'P3'],
    ['low', 'medium', 'P4'],
    ['low', 'low', 'P4'],
  ] as const)('S4-35 S4-36 S4-37 S4-49 impact %s × urgency %s = %s', (impact, urgency, priority) => {
    expect(recorded({ impact, urgency }).incident.priority).toBe(priority);
    const life = recorded({ impact, urgency });
    expect(
      classified(
        givenIncident(phase1)(...life.events)
          .when(command('ClassifyIncident', { category: undefined }, by1))
          .events(),
      ),
    ).toMatchObject({
      impact,
      urgency,
      priority,
      rule: 'matrix',
    });
  });

  it('the matrix is asked again when impact or urgency turn out otherwise', () => {
    const life = recorded({ impact: 'low', urgency: 'low' });
    const wish = command('ClassifyIncident', { category: undefined, impact: 'high' }, by1);
    expect(
      classified(
        givenIncident(phase1)(...life.events)
          .when(wish)
          .events(),
      ),
    ).toMatchObject({ priority: 'P3', rule: 'matrix' });
  });

  it('another priority than the matrix gives needs a reason, which is kept', () => {
    const at = givenIncident(phase1)(...recorded({ impact: 'low', urgency: 'low' }).events);
    at.when(command('ClassifyIncident', { category: undefined, priority: 'P2' }, by1)).refused('request.invalid', {
      fields: ['/reason required'],
    });
    const wish = command(
      'ClassifyIncident',
      { category: undefined, priority: 'P2', reason: 'The director waits' },
      by1,
    );
    expect(classified(at.when(wish).events())).toMatchObject({
      priority: 'P2',
      rule: 'override',
      reason: 'The director waits',
    });
  });

  it('S0-09 S0-28 without a matrix it is the desk\u2019s judgement', () => {
    const at = givenIncident(desk)(...lifeAt('classification (new)', desk).events);
    expect(classified(at.when(command('ClassifyIncident', { priority: 'P3' })).events())).toMatchObject({
      priority: 'P3',
      rule: 'judgement',
    });
    expect(classified(at.when(command('ClassifyIncident')).events())).toMatchObject({
      priority: 'P2',
      rule: 'judgement',
    });
  });

  it('S0-57 C1 a priority that the profile does not know is refused', () => {
    const at = givenIncident(desk)(...lifeAt('classification (new)', desk).events);
    at.when(command('ClassifyIncident', { priority: 'P5', type: 'x', category: 'y' })).refused('request.invalid', {
      fields: ['/priority not-an-option', '/type not-an-option', '/category not-an-option'],
    });
  });

  it('S4-38 S4-39 C12 a subcategory is one of its category', () => {
    const at = givenIncident(phase1)(...recorded({ impact: 'low', urgency: 'low' }).events);
    at.when(command('ClassifyIncident', { category: 'application', subcategory: 'network' }, by1)).refused(
      'request.invalid',
      {
        fields: ['/subcategory not-an-option'],
      },
    );
    expect(
      classified(
        at.when(command('ClassifyIncident', { category: 'infrastructure', subcategory: 'network' }, by1)).events(),
      ),
    ).toMatchObject({
      category: 'infrastructure',
      subcategory: 'network',
    });
  });
});

const by1 = { actor: { id: 'l1', roles: ['l1'] } };

describe('ChangePriority', () => {
  const open = () => givenIncident(desk)(...lifeAt('second_line (in_progress)', desk).events);

  it('C6 raises or lowers it, with the reason', () => {
    open()
      .when(command('ChangePriority', { priority: 'P3', reason: 'One person only' }))
      .then({
        type: 'incident.priority-changed',
        data: {
          from: 'P2',
          to: 'P3',
          reason: 'One person only',
          clocks: [
            {
              clock: 'resolution',
              duration: 'PT24H',
              calendar: 'working',
              startedAt: '2026-11-16T02:00:00.000Z',
              dueAt: '2026-11-19T02:00:00.000Z',
              warnings: [
                { percent: 75, at: '2026-11-18T04:00:00.000Z' },
                { percent: 90, at: '2026-11-18T08:36:00.000Z' },
              ],
              earlier: { usedBillionths: 0, workingMs: 0 },
            },
          ],
        },
      });
  });

  it('C6 is silent when it is that already', () => {
    open()
      .when(command('ChangePriority', { priority: 'P2' }))
      .nothing();
  });

  it('C1 refuses one that the profile does not know', () => {
    open()
      .when(command('ChangePriority', { priority: 'P0' }))
      .refused('request.invalid', { fields: ['/priority not-an-option'] });
  });

  it('C1 the levels of S1 have no P1', async () => {
    const itss = await profileOf('hhlc-itss');
    givenIncident(itss)(...new Life(itss).does('RecordIncident').events)
      .when(command('ChangePriority', { priority: 'P1' }))
      .refused('request.invalid', { fields: ['/priority not-an-option'] });
  });
});

describe('S0-91 the first response', () => {
  it('is the classification, in working time since the report, and told once', () => {
    const life = new Life(desk).does('RecordIncident', { priority: 'P3' });
    // Reported on Monday at 10:00; classified on Tuesday at 09:30: 7 h on Monday without lunch, half an hour on Tuesday.
    life.does(
      'ClassifyIncident',
      {},
      { occurredAt: '2026-11-17T01:30:00.000Z', recordedAt: '2026-11-17T01:30:00.000Z' },
    );
    expect(life.last).toEqual({
      type: 'incident.responded',
      data: {
        trigger: 'classified',
        workingMs: 7.5 * 3_600_000,
        target: { duration: 'PT4H', calendar: 'working', dueAt: '2026-11-16T07:00:00.000Z', met: false },
      },
    });
    life.does('RecordSupport');
    expect(life.types.filter((type) => type === 'incident.responded')).toHaveLength(1);
  });
});
