import { MAX_PROFILE_BYTES, readProfileYaml } from './read-profile-yaml.js';
import { DEFAULT_PROFILE, shippedProfiles } from './shipped-profiles.js';

let yaml: string;
beforeAll(async () => {
  yaml = (await shippedProfiles()).find(({ name }) => name === DEFAULT_PROFILE)?.yaml ?? '';
});

/** The default profile with a text in place of another, and the line where that now is. */
function edited(from: string, to: string): { readonly text: string; readonly line: number } {
  const offset = yaml.indexOf(from);
  if (offset < 0) throw new Error(`the profile does not hold ${from}`);
  const text = yaml.slice(0, offset) + to + yaml.slice(offset + from.length);
  return { text, line: yaml.slice(0, offset).split('\n').length };
}

describe('readProfileYaml', () => {
  it('S0-06 reads every preset that ships, under the name of its file', async () => {
    const presets = await shippedProfiles();
    expect(presets.map(({ name }) => name)).toEqual(['blueking-fault', 'hhlc-itss', 'servicedesk-phase1', 'std-4tier']);
    for (const preset of presets) {
      const read = readProfileYaml(preset.yaml);
      expect(read.findings).toEqual([]);
      expect(read.profile?.name).toBe(preset.name);
    }
  });

  it.each([
    ['an unknown role', 'roles: [l2]', 'roles: [l2, l9]', 'unknown-role', '/stages/3/roles/1'],
    [
      'an unknown member',
      'reviewer: 事件经理',
      'reviewer: 事件经理\n  approver: x',
      'unknown-member',
      '/document/approver',
    ],
    ['a wrong duration', 'followUpWithin: P3D', 'followUpWithin: 3 days', 'pattern', '/closing/followUpWithin'],
    ['a wrong kind', 'kind: classification', 'kind: sorting', 'enum', '/stages/0/kind'],
    ['a missing member', 'timeZone: Asia/Shanghai', '# none', 'missing-member', ''],
  ])('finds %s with its line', (_what, from, to, code, path) => {
    const { text, line } = edited(from, to);
    const { findings } = readProfileYaml(text);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ code, path });
    if (path !== '') expect(findings[0]?.line).toBe(code === 'unknown-member' ? line + 1 : line);
  });

  it.each([
    ['no set', 'holidays: cn-island', 'unknown-holidays', '/calendars/1/holidays', 0],
    ['no zone', 'timeZone: Asia/Nowhere', 'unknown-zone', '/calendars/1/timeZone', 0],
    ['no date', 'holidays:\n      - { date: 2026-02-30 }', 'no-such-date', '/calendars/1/holidays/0/date', 1],
    ['no date at all', 'holidays:\n      - { date: Christmas }', 'pattern', '/calendars/1/holidays/0/date', 1],
    [
      'a date twice',
      'holidays:\n      - { date: 2026-12-24 }\n      - { date: 2026-12-24 }',
      'duplicate-date',
      '/calendars/1/holidays/1/date',
      2,
    ],
    [
      'a holiday that is worked',
      'holidays: cn-mainland\n    makeUpDays:\n      - { date: 2026-10-01, worksAs: fri }',
      'holiday-and-make-up',
      '/calendars/1/makeUpDays/0/date',
      2,
    ],
    [
      'a make-up day of no weekday',
      'makeUpDays:\n      - { date: 2026-10-10, worksAs: someday }',
      'enum',
      '/calendars/1/makeUpDays/0/worksAs',
      1,
    ],
  ])('C21 finds %s in a calendar with its line', (_what, to, code, path, down) => {
    const { text, line } = edited('holidays: cn-mainland', to);
    expect(readProfileYaml(text).findings).toMatchObject([{ code, path, line: line + down }]);
  });

  it.each([
    ['C21 hours that overlap', 'mon: [09:00-12:00, 13:00-18:00]', 'mon: [09:00-13:30, 13:00-18:00]', 'hours-order'],
    ['C21 hours that run back', 'mon: [09:00-12:00, 13:00-18:00]', 'mon: [18:00-09:00]', 'hours-order'],
    ['S4-24 C21 a target of no days', 'resolution: P5D', 'resolution: P0D', 'empty-duration'],
    ['S4-24 C21 half days', 'resolution: P5D', 'resolution: P2.5D', 'pattern'],
    ['S4-24 C21 more days than anybody lives', 'resolution: P5D', 'resolution: P999999D', 'pattern'],
  ])('finds %s with its line', (_what, from, to, code) => {
    const { text, line } = edited(from, to);
    expect(readProfileYaml(text).findings).toMatchObject([{ code, line }]);
  });

  it('C21 puts the dates of a shipped set in, behind the make-up days of the calendar itself', () => {
    const own = '    makeUpDays:\n      - { date: 2026-12-26, worksAs: fri }';
    const { profile } = readProfileYaml(edited('holidays: cn-mainland', `holidays: cn-mainland\n${own}`).text);
    const calendar = profile?.calendars.find(({ code }) => code === 'working');
    expect(calendar?.holidays).toContainEqual({
      date: '2026-10-07',
      labels: { en: 'National Day', 'zh-CN': '国庆节' },
    });
    expect(calendar?.makeUpDays?.slice(0, 2)).toEqual([
      { date: '2026-12-26', worksAs: 'fri' },
      { date: '2024-02-04', worksAs: 'thu' },
    ]);
  });

  it('C21 takes holidays that are written out, and a set that has none', () => {
    const written = readProfileYaml(edited('holidays: cn-mainland', 'holidays: [{ date: 2026-12-24 }]').text).profile;
    expect(written?.calendars[1]).toMatchObject({ holidays: [{ date: '2026-12-24' }] });
    expect(written?.calendars[1]).not.toHaveProperty('makeUpDays');
    const none = readProfileYaml(edited('holidays: cn-mainland', 'holidays: utc').text).profile;
    expect(none?.calendars[1]).toMatchObject({ holidays: [], makeUpDays: [] });
  });

  it('gives the column of the key', () => {
    const { text, line } = edited('followUpWithin: P3D', 'followUpWithin: soon');
    expect(readProfileYaml(text).findings).toMatchObject([{ line, column: 3 }]);
  });

  it('gives all findings at once, from top to bottom', () => {
    const first = edited('roles: [l2]', 'roles: [l9]').text;
    const text = first.replace('calendar: working', 'calendar: leisure').replace('on: resolved', 'on: reviewed');
    const { findings } = readProfileYaml(text);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['unknown-role', 'unknown-calendar', 'trigger-of-other-kind']),
    );
    const lines = findings.map(({ line }) => line);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it('refuses a key that is there twice', () => {
    const { text, line } = edited('timeZone: Asia/Shanghai', 'timeZone: Asia/Shanghai\ntimeZone: UTC');
    expect(readProfileYaml(text).findings).toMatchObject([{ code: 'duplicate-key', line: line + 1, column: 1 }]);
  });

  it('refuses broken syntax with its line', () => {
    const { text, line } = edited('roles: [l2]', 'roles: [l2');
    const { findings } = readProfileYaml(text);
    expect(findings.length).toBeGreaterThan(0);
    expect(Math.abs((findings[0]?.line ?? 0) - line)).toBeLessThanOrEqual(1);
  });

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['a list', '- 1\n- 2'],
    ['null', '~'],
    ['an unknown tag', 'name: !!js/function x'],
    ['an alias without anchor', 'name: *x'],
  ])('refuses %s', (_what, text) => {
    const { profile, findings } = readProfileYaml(text);
    expect(profile).toBeUndefined();
    expect(findings.length).toBeGreaterThan(0);
    for (const { line, column } of findings) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
  });

  it('refuses aliases that grow without bound', () => {
    const levels = 'abcdefghij'.split('').map((name, index, all) => {
      const items =
        index === 0
          ? 'x, x, x, x, x, x, x, x, x'
          : Array(9)
              .fill(`*${all[index - 1] ?? ''}`)
              .join(', ');
      return `${name}: &${name} [${items}]`;
    });
    expect(readProfileYaml(levels.join('\n')).findings).toMatchObject([{ code: 'too-many-aliases' }]);
  });

  it('refuses more than a mebibyte', () => {
    expect(readProfileYaml(`#${'x'.repeat(MAX_PROFILE_BYTES)}`).findings).toMatchObject([{ code: 'too-large' }]);
  });
});
