import type { ProcessProfile } from '../contract/process-profile.js';
import { loadShippedProfile } from '../application/shipped-profiles.js';
import { validateProfile } from './validate-profile.js';

type Draft = { -readonly [K in keyof ProcessProfile]: ProcessProfile[K] };

let valid: ProcessProfile;
beforeAll(async () => {
  valid = await loadShippedProfile('servicedesk-phase1');
});

function findings(change: (draft: Draft) => void): readonly string[] {
  const draft = structuredClone(valid);
  change(draft);
  return validateProfile(draft).map(({ code, path }) => `${code} ${path}`);
}

/** The item at a place that the test knows to be there. */
function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}

describe('validateProfile', () => {
  it('finds nothing in a valid profile', () => {
    expect(validateProfile(valid)).toEqual([]);
  });

  it.each<[string, (draft: Draft) => void, string]>([
    ['a role of a stage', (d) => at(d.stages, 1).roles.push('x'), 'unknown-role /stages/1/roles/1'],
    ['an escalator', (d) => (at(d.stages, 1).escalators = ['x']), 'unknown-role /stages/1/escalators/0'],
    [
      'a role of the matrix',
      (d) => d.permissions['CloseIncident']?.push('x'),
      'unknown-role /permissions/CloseIncident/1',
    ],
    ['a command', (d) => (d.permissions['ReopenIncident'] = ['l1']), 'unknown-command /permissions/ReopenIncident'],
    ['a tier', (d) => (at(d.stages, 0).tier = 'x'), 'unknown-tier /stages/0/tier'],
    ['a form of a stage', (d) => (at(d.stages, 5).form = 'x'), 'unknown-form /stages/5/form'],
    ['the entry form', (d) => (d.entry.form = 'x'), 'unknown-form /entry/form'],
    ['the entry stage', (d) => (d.entry.stage = 'x'), 'unknown-stage /entry/stage'],
    ['the end of an edge', (d) => (at(d.transitions, 5).to = 'x'), 'unknown-stage /transitions/5/to'],
    ['the start of an edge', (d) => (at(d.transitions, 5).from = 'x'), 'unknown-stage /transitions/5/from'],
    ['a priority of an SLA', (d) => (at(d.slaTargets, 0).priority = 'P9'), 'unknown-priority /slaTargets/0/priority'],
    ['a calendar', (d) => (at(d.slaTargets, 2).calendar = 'x'), 'unknown-calendar /slaTargets/2/calendar'],
    ['a source', (d) => (d.closing.confirmation['x'] = 'none'), 'unknown-source /closing/confirmation/x'],
    ['a major priority', (d) => d.majorIncident.priorities.push('P0'), 'unknown-priority /majorIncident/priorities/1'],
    ['a major type', (d) => d.majorIncident.types.push('x'), 'unknown-type /majorIncident/types/1'],
  ])('names %s that nothing defines', (_what, change, finding) => {
    expect(findings(change)).toContain(finding);
  });

  it.each<[string, (draft: Draft) => void, string]>([
    ['role', (d) => d.roles.push(at(d.roles, 0)), 'duplicate-code /roles/11/code'],
    ['type', (d) => d.types.push(at(d.types, 0)), 'duplicate-code /types/6/code'],
    [
      'subcategory',
      (d) =>
        at(d.categories, 1).children?.push(
          { code: 'finance', labels: at(d.types, 0).labels },
          { code: 'finance', labels: at(d.types, 0).labels },
        ),
      'duplicate-code /categories/1/children/4/code',
    ],
    ['outcome', (d) => d.closing.outcomes.push(at(d.closing.outcomes, 0)), 'duplicate-code /closing/outcomes/6/code'],
    ['edge', (d) => d.transitions.push(at(d.transitions, 0)), 'duplicate-transition /transitions/6'],
    ['SLA', (d) => d.slaTargets.push(at(d.slaTargets, 0)), 'duplicate-sla /slaTargets/5'],
    [
      'field',
      (d) => d.forms['closing']?.fields.push({ name: 'feedback', labels: at(d.types, 0).labels, type: 'string' }),
      'duplicate-field /forms/closing/fields/3/name',
    ],
    ['grant', (d) => d.permissions['CloseIncident']?.push('l1'), 'duplicate-role /permissions/CloseIncident/1'],
  ])('finds a %s that is there twice', (_what, change, finding) => {
    expect(findings(change)).toEqual([finding]);
  });

  it.each<[string, (draft: Draft) => void, readonly string[]]>([
    ['an island', (d) => d.transitions.splice(2, 1), ['unreachable-stage /stages/2']],
    ['a dead end', (d) => d.transitions.splice(3, 1), ['dead-end /stages/2']],
    [
      'no closing stage',
      (d) => (at(d.stages, 5).kind = 'review'),
      ['closing-stage /stages', 'stage-without-actor /stages/5/roles'],
    ],
    [
      'two closing stages',
      (d) => d.stages.push({ ...at(d.stages, 5), code: 'end' }),
      ['closing-stage /stages', 'unreachable-stage /stages/6'],
    ],
    [
      'a trigger that the kind of stage has not',
      (d) => (at(d.transitions, 4).on = 'classified'),
      ['trigger-of-other-kind /transitions/4/on'],
    ],
    [
      'an escalation downwards',
      (d) => d.transitions.push({ from: 'second_line', on: 'escalated', to: 'first_line' }),
      ['escalation-not-upwards /transitions/6/to'],
    ],
    [
      'a way on from closing',
      (d) => d.transitions.push({ from: 'closing', on: 'resolved', to: 'first_line' }),
      ['trigger-of-other-kind /transitions/6/on'],
    ],
    [
      'a first response that never comes',
      (d) => d.firstResponse.push('assessed'),
      ['trigger-never-happens /firstResponse/1'],
    ],
    [
      'a stage where nobody may act',
      (d) => (d.permissions['CloseIncident'] = ['manager']),
      ['stage-without-actor /stages/5/roles'],
    ],
    [
      'escalators where nothing escalates',
      (d) => (at(d.stages, 5).escalators = ['l1']),
      ['escalators-without-escalation /stages/5/escalators'],
    ],
    ['nobody who records', (d) => (d.permissions['RecordIncident'] = []), ['nobody-records /permissions']],
  ])('S0-42 finds %s', (_what, change, expected) => {
    expect(findings(change)).toEqual(expected);
  });

  it.each<[string, (draft: Draft) => void, readonly string[]]>([
    ['S4-26 a priority without SLA', (d) => d.slaTargets.splice(0, 1), ['sla-gap /slaTargets']],
    [
      'S4-20 a target of no time',
      (d) => (at(d.slaTargets, 0).response = 'PT0M'),
      ['empty-duration /slaTargets/0/response'],
    ],
    [
      'C6 a gap in the matrix',
      (d) => delete d.priorityMatrix?.table['low']?.['low'],
      ['matrix-gap /priorityMatrix/table/low'],
    ],
    [
      'C6 a missing row',
      (d) => d.priorityMatrix?.levels.push('none'),
      Array.from(
        { length: 3 },
        (_, i) => `matrix-gap /priorityMatrix/table/${['high', 'medium', 'low'][i] ?? ''}`,
      ).concat(Array<string>(4).fill('matrix-gap /priorityMatrix/table')),
    ],
    [
      'C6 a level that is none',
      (d) => ((d.priorityMatrix ??= { levels: [], table: {} }).table['x'] = { high: 'P1' }),
      ['unknown-level /priorityMatrix/table/x'],
    ],
    [
      'C17 a source that nobody confirms',
      (d) => delete d.closing.confirmation['user_report'],
      ['confirmation-gap /closing/confirmation'],
    ],
    [
      'C21 hours that overlap',
      (d) => (at(d.calendars, 1).hours = { mon: ['09:00-12:00', '11:00-18:00'] }),
      ['hours-order /calendars/1/hours/mon'],
    ],
    [
      'C21 hours that end before they begin',
      (d) => (at(d.calendars, 1).hours = { mon: ['18:00-09:00'] }),
      ['hours-order /calendars/1/hours/mon'],
    ],
    [
      'C21 a minute past midnight',
      (d) => (at(d.calendars, 1).hours = { mon: ['09:00-24:01'] }),
      ['hours-order /calendars/1/hours/mon'],
    ],
    [
      'C21 a calendar without hours',
      (d) => (at(d.calendars, 1).hours = { mon: [] }),
      ['empty-calendar /calendars/1/hours'],
    ],
    ['C21 a place that is no time zone', (d) => (d.timeZone = 'Asia/Nowhere'), ['unknown-zone /timeZone']],
    [
      "C21 a calendar's place that is no time zone",
      (d) => (at(d.calendars, 1).timeZone = 'Asia/Nowhere'),
      ['unknown-zone /calendars/1/timeZone'],
    ],
    [
      'C21 dates that no month has',
      (d) => {
        at(d.calendars, 1).holidays = [{ date: '2026-02-30' }];
        at(d.calendars, 1).makeUpDays = [{ date: '2026-13-01', worksAs: 'mon' }];
      },
      ['no-such-date /calendars/1/holidays/0/date', 'no-such-date /calendars/1/makeUpDays/0/date'],
    ],
    [
      'C21 a date that is there twice',
      (d) => (at(d.calendars, 0).holidays = [{ date: '2026-12-24' }, { date: '2026-12-31' }, { date: '2026-12-24' }]),
      ['duplicate-date /calendars/0/holidays/2/date'],
    ],
    [
      'C21 a holiday that is worked',
      (d) => {
        at(d.calendars, 1).holidays = [{ date: '2026-12-24' }];
        at(d.calendars, 1).makeUpDays = [{ date: '2026-12-24', worksAs: 'mon' }];
      },
      ['holiday-and-make-up /calendars/1/makeUpDays/0/date'],
    ],
    [
      'S4-24 C21 a target of no days',
      (d) => (at(d.slaTargets, 4).resolution = 'P0D'),
      ['empty-duration /slaTargets/4/resolution'],
    ],
  ])('%s', (_title, change, expected) => {
    expect(findings(change)).toEqual(expected);
  });

  it('C21 accepts hours that touch', () => {
    expect(findings((d) => (at(d.calendars, 1).hours = { mon: ['00:00-12:00', '12:00-24:00'] }))).toEqual([]);
  });

  it.each<[string, (draft: Draft) => void, readonly string[]]>([
    [
      'S0-66 a condition on no field',
      (d) => (field(d, 'first_line', 'escalationReason').requiredWhen = { field: 'x', is: false }),
      ['unknown-field /forms/first_line/fields/4/requiredWhen'],
    ],
    [
      'S0-66 a condition that is never true',
      (d) => (field(d, 'first_line', 'escalationReason').requiredWhen = { field: 'resolved', is: 'no' }),
      ['condition-never-true /forms/first_line/fields/4/requiredWhen'],
    ],
    [
      'S0-65 a support form that does not ask whether it is resolved',
      (d) => d.forms['second_line']?.fields.pop(),
      ['support-form /stages/2'],
    ],
    [
      'S0-56 a choice without options',
      (d) => delete field(d, 'closing', 'outcome').optionsFrom,
      ['choice-options /forms/closing/fields/0/type'],
    ],
    [
      'S0-56 options of what is no choice',
      (d) => (field(d, 'closing', 'feedback').options = ['x']),
      ['choice-options /forms/closing/fields/2/type'],
    ],
    [
      'S0-56 a required choice from an empty list',
      (d) => (field(d, 'closing', 'outcome').optionsFrom = 'causes'),
      ['no-options /forms/closing/fields/0/optionsFrom'],
    ],
    [
      'S1-65 a priority rule on no field',
      (d) =>
        (d.priorityRules = [
          { code: 'r', labels: at(d.types, 0).labels, when: { field: 'x', is: true }, raiseTo: 'P1' },
        ]),
      ['unknown-field /priorityRules/0/when/field'],
    ],
    [
      'S1-65 a priority rule to no priority',
      (d) =>
        (d.priorityRules = [
          { code: 'r', labels: at(d.types, 0).labels, when: { field: 'symptom', is: 'x' }, raiseTo: 'P9' },
        ]),
      ['unknown-priority /priorityRules/0/raiseTo'],
    ],
  ])('%s', (_title, change, expected) => {
    expect(findings(change)).toEqual(expected);
  });

  it('reports everything at once', () => {
    const found = findings((d) => {
      d.timeZone = 'x';
      d.entry.form = 'y';
      d.roles.push(at(d.roles, 0));
    });
    expect(found).toEqual(['duplicate-code /roles/11/code', 'unknown-form /entry/form', 'unknown-zone /timeZone']);
  });
});

function field(draft: Draft, form: string, name: string) {
  const found = draft.forms[form]?.fields.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no field ${form}.${name}`);
  return found;
}
