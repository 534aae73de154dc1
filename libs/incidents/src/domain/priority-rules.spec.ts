import { type CompiledProfile, DETAILS, type PriorityRule } from '@evidesk/profiles';
import { by } from '../../testing/commands.js';
import { Life, on, profileOf } from '../../testing/incident-kit.js';
import { DETAIL_FIELDS } from '../contract/recording-events.js';
import type { IncidentEvent } from '../contract/incident-events.js';

let itss: CompiledProfile;
beforeAll(async () => {
  itss = await profileOf('hhlc-itss');
});

const who = by('l1', 'l2_senior').actor;
/** Shanghai is 8 hours ahead: 02:00 is Monday 10:00 there. */
const TEN = '2026-11-16T02:00:00.000Z';
const NOON = '2026-11-16T04:00:00.000Z';
const SIX_PM = '2026-11-16T10:00:00.000Z';
const recorded = (data: object, instant = TEN, profile = itss) =>
  new Life(profile).does(
    'RecordIncident',
    { priority: 'P4', discoveredAt: '2026-11-15T00:00:00.000Z', ...data },
    on(instant, who),
  );
const raised = (life: Life) =>
  life.events.flatMap(({ type, data }) =>
    type === 'incident.priority-changed' ? [`${data.from} → ${data.to} by ${data.rule ?? 'hand'}`] : [],
  );
const cutOffs = (life: Life) =>
  life.events.flatMap(({ data }) =>
    ('clocks' in data ? (data.clocks ?? []) : []).filter(({ clock }) => clock === 'cut_off').map(({ dueAt }) => dueAt),
  );
const types = (events: readonly IncidentEvent[]) => events.map(({ type }) => type);

describe('A priority rule', () => {
  it('S1-65 C6 raises at once what affects a data upload, with reason and rule, and by the new clock', () => {
    const life = recorded({ dataUploadAffected: true });
    expect(types(life.events)).toEqual(['incident.recorded', 'incident.priority-changed', 'incident.declared-major']);
    expect(life.events[1]).toMatchObject({
      data: {
        from: 'P4',
        to: 'P2',
        reason: 'Data upload affected',
        rule: 'data_upload',
        clocks: [{ clock: 'resolution', duration: 'PT2H', dueAt: NOON }],
      },
    });
    expect(life.incident.priority).toBe('P2');
  });

  it('S1-65 found during handling: by a correction, or on a form of support', () => {
    const handled = () => recorded({}).does('ClassifyIncident', {}, on(TEN, who));
    const corrected = handled().does('CorrectDetails', { changes: { dataUploadAffected: true } }, on(NOON, who));
    expect(raised(corrected)).toEqual(['P4 → P2 by data_upload']);
    expect(cutOffs(corrected)).toEqual([SIX_PM]);
    expect(corrected.types).toContain('incident.declared-major');
    const nothing = handled().does('CorrectDetails', { changes: { dataUploadAffected: false } }, on(NOON, who));
    expect(raised(nothing)).toEqual([]);
  });

  it('S1-65 S2-12 looks at fields of a support form that the profile added, too', async () => {
    const asking = await profileOf('hhlc-itss', (profile) => ({
      ...profile,
      forms: {
        ...profile.forms,
        first_line: {
          ...profile.forms['first_line']!,
          fields: [
            ...profile.forms['first_line']!.fields,
            { name: 'siteWorkAffected', labels: { en: 'Site', 'zh-CN': '现场' }, type: 'boolean' },
          ],
        },
      },
    }));
    const life = recorded({}, TEN, asking).does('ClassifyIncident', {}, on(TEN, who));
    const form = { tier: 'l1', owner: 'Han', measures: 'Looked at it' };
    life.does('RecordSupport', { ...form, extra: { siteWorkAffected: true } }, on(NOON, who));
    expect(
      types(life.events)
        .filter((type) => !type.startsWith('incident.sla-'))
        .slice(-3),
    ).toEqual(['incident.support-recorded', 'incident.priority-changed', 'incident.escalated']);
    // The form escalates by itself: the rule does not send it further up.
    expect(life.incident).toMatchObject({ priority: 'P3', stage: 'second_line_senior' });
  });

  it('S1-66 counts an extra field of the record, S1-64 only from the level that it names', () => {
    expect(raised(recorded({ extra: { dataEntryAffected: true } }))).toEqual(['P4 → P2 by data_entry']);
    expect(raised(recorded({ extra: { siteWorkAffected: true } }))).toEqual(['P4 → P3 by site_work']);
    expect(raised(recorded({ priority: 'P3', extra: { siteWorkAffected: true } }))).toEqual([]);
  });

  it('C6 is the first that matches, and never lowers', () => {
    expect(raised(recorded({ dataUploadAffected: true, extra: { siteWorkAffected: true } }))).toEqual([
      'P4 → P2 by data_upload',
    ]);
    expect(raised(recorded({ priority: 'P2', dataUploadAffected: true }))).toEqual([]);
  });

  it('C6 holds against a lower priority at classification, not against a decision after it', () => {
    const life = recorded({ dataUploadAffected: true });
    life.does('ClassifyIncident', { priority: 'P4' }, on(TEN, who));
    expect(types(life.events.slice(-3))).toEqual([
      'incident.classified',
      'incident.priority-changed',
      'incident.responded',
    ]);
    expect(life.incident.priority).toBe('P2');
    life.does('ChangePriority', { priority: 'P4' }, on(TEN, who));
    life.does('CorrectDetails', { changes: { symptom: 'It hangs' } }, on(TEN, who));
    expect(life.incident.priority).toBe('P4');
  });

  it('adds nothing to a record that it does not match', () => {
    expect(recorded({}).types).toEqual(['incident.recorded']);
  });
});

describe('A rule that escalates', () => {
  const escalating = (when: PriorityRule['when']) =>
    profileOf('hhlc-itss', (profile) => ({
      ...profile,
      priorityRules: [{ code: 'up', labels: { en: 'Up', 'zh-CN': '升级' }, when, raiseTo: 'P2', escalate: true }],
    }));

  it('S1-64 sends it to the next tier, where its stage has an edge up', async () => {
    const profile = await escalating({ field: 'category', is: 'business_data' });
    const life = recorded({}, TEN, profile).does('ClassifyIncident', {}, on(TEN, who));
    life.does('CorrectDetails', { changes: { category: 'business_data' } }, on(NOON, who));
    expect(life.events.find(({ type }) => type === 'incident.escalated')).toEqual({
      type: 'incident.escalated',
      data: {
        kind: 'functional',
        reason: 'Up',
        move: { from: 'first_line', to: 'second_line_senior', tier: 'l2_senior', waitsFor: ['l2_senior'] },
      },
    });
    expect(life.incident).toMatchObject({ priority: 'P2', stage: 'second_line_senior', tier: 'l2_senior' });
  });

  it('S1-64 stays where there is none, or while it waits', async () => {
    const profile = await escalating({ field: 'category', is: 'business_data' });
    const changes = { changes: { category: 'business_data' } };
    const fresh = recorded({}, TEN, profile).does('CorrectDetails', changes, on(NOON, who));
    expect(fresh.incident).toMatchObject({ priority: 'P2', status: 'new' });
    const waiting = recorded({}, TEN, profile)
      .does('ClassifyIncident', {}, on(TEN, who))
      .does('PutOnHold', {}, on(TEN, who));
    waiting.does('CorrectDetails', changes, on(NOON, who));
    expect(waiting.incident).toMatchObject({ priority: 'P2', status: 'pending', stage: 'first_line' });
  });
});

describe('A same-day cut-off', () => {
  it('S1-65 C24 falls at the time of the rule on the local day, or on the next when that has passed', () => {
    expect(cutOffs(recorded({ dataUploadAffected: true }))).toEqual([SIX_PM]);
    expect(cutOffs(recorded({ dataUploadAffected: true }, SIX_PM))).toEqual([SIX_PM]);
    expect(cutOffs(recorded({ dataUploadAffected: true }, '2026-11-16T10:00:00.001Z'))).toEqual([
      '2026-11-17T10:00:00.000Z',
    ]);
    // Still Sunday in Greenwich.
    expect(cutOffs(recorded({ dataUploadAffected: true }, '2026-11-15T17:00:00.000Z'))).toEqual([SIX_PM]);
  });

  it('S1-65 runs where the priority is high already, and is set once', () => {
    const life = recorded({ priority: 'P2', dataUploadAffected: true });
    expect(cutOffs(life)).toEqual([SIX_PM]);
    life.does('ClassifyIncident', {}, on(NOON, who));
    life.does('CorrectDetails', { changes: { dataUploadAffected: false } }, on(NOON, who));
    life.does('CorrectDetails', { changes: { dataUploadAffected: true } }, on(NOON, who));
    expect(cutOffs(life)).toEqual([SIX_PM]);
  });

  it('S1-65 is broken when its time has passed, though the incident waits, and kept by a resolution in time', async () => {
    const waits = await profileOf('hhlc-itss', (profile) => ({
      ...profile,
      pauseReasons: profile.pauseReasons.map((reason) => ({ ...reason, pausesClocks: true })),
    }));
    const life = recorded({ dataUploadAffected: true }, TEN, waits);
    life.does('ClassifyIncident', {}, on(TEN, who)).does('PutOnHold', {}, on(TEN, who));
    life.does('ResumeIncident', {}, on('2026-11-17T02:00:00.000Z', who));
    const breaches = life.events.filter(({ type }) => type === 'incident.sla-breached');
    expect(breaches).toEqual([
      { type: 'incident.sla-breached', data: { clock: 'cut_off', dueAt: SIX_PM, tier: 'l1', priority: 'P2' } },
    ]);
    const kept = recorded({ dataUploadAffected: true }).does('ClassifyIncident', {}, on(TEN, who));
    kept.does('RecordSupport', { tier: 'l1', resolved: true, escalationReason: undefined }, on(NOON, who));
    expect(kept.does('ResolveIncident', {}, on(NOON, who)).incident.clocks.cut_off).toMatchObject({
      ended: { at: NOON, met: true },
    });
  });
});

it('profiles know the details that incidents have', () => {
  expect([...DETAILS]).toEqual([...DETAIL_FIELDS]);
});
