import { describe, expect, it } from '@jest/globals';
import { compileMapping } from './compile-mapping.js';
import type { Mapping } from './mapping.schema.js';
import { readMappingYaml } from './read-mapping-yaml.js';
import { loadShippedMapping, shippedMappings } from './shipped-mappings.js';
import { timeReader } from './source-time.js';
import { compileTemplate } from './template.js';

const YAML = `name: test
case: [id, site]
absent: ['', '?']
times: { zone: Europe/Berlin, formats: [dd.MM.yyyy HH:mm, ISO] }
row: { at: '{when}' }
incident:
  description: '{what} at {site}'
  type: failure
  reporter: '{who|nobody}'
  contact: { from: '{who}', default: desk }
  source: user_report
  channel: { from: '{how}', values: { Tel: phone }, default: api }
  symptom: { from: '{what}', values: { Slow: slow } }
status: { from: '{state}', values: { Open: new, Done: closed } }
closing: { outcome: resolved, closedAt: { from: '{done}', notAfterRow: true } }
texts: { solution: 'see {who} {how|?}' }
optional: [done]
`;
const HEADER = ['ID', 'Site', ' when ', 'what', 'who', 'how', 'state'];

const mappingOf = (yaml: string): Mapping => {
  const { mapping, findings } = readMappingYaml(yaml);
  expect(findings).toEqual([]);
  return mapping as Mapping;
};
const read = (values: readonly string[], header = HEADER) =>
  compileMapping(mappingOf(YAML)).forHeader(header).read(values);

describe('the shipped mappings', () => {
  it('are read without a finding', async () => {
    expect(await shippedMappings()).toEqual(['event-log', 'servicenow']);
    for (const name of await shippedMappings()) expect((await loadShippedMapping(name)).name).toBe(name);
    await expect(loadShippedMapping('../package')).rejects.toMatchObject({ code: 'import.unknown-mapping' });
  });
});

describe('readMappingYaml', () => {
  it.each([
    ['a member that is unknown', YAML.replace('closing:', 'ending: 1\nclosing:'), 15, 'ending is not a member'],
    ['a member that is missing', YAML.replace('  type: failure\n', ''), 6, 'type is missing'],
    ['a status that is none', YAML.replace('Done: closed', 'Done: finished'), 14, 'must be one of: new, in_progress'],
    ['braces that do not match', YAML.replace("'{what} at {site}'", "'{what at {site}'"), 7, 'do not match'],
    ['a zone that is none', YAML.replace('Europe/Berlin', 'Europe/Atlantis'), 4, 'no time zone'],
    ['broken YAML', YAML.replace('name: test', 'name: [test'), 2, ''],
  ])('finds %s, with its line', (_what, yaml, line, message) => {
    const { findings } = readMappingYaml(yaml);
    expect(findings[0]).toMatchObject({ line, message: expect.stringContaining(message) });
  });
});

describe('compileMapping', () => {
  it('reads a row by its columns, whatever the case of their names', () => {
    const row = read(['7', 'Köln', '01.07.2016 10:00', 'slow', '?', 'TEL', 'open']);
    expect(row).toMatchObject({
      caseId: '7/Köln',
      at: '2016-07-01T08:00:00.000Z',
      status: 'new',
      channel: 'phone',
      details: {
        description: { value: 'slow at Köln', weak: false },
        reporter: { value: 'nobody', weak: true },
        contact: { value: 'desk', weak: true },
        symptom: { value: 'slow', weak: false },
      },
    });
    expect(row.text('solution')).toBe('see ? TEL');
  });

  it('takes a time behind the row’s own for not known yet, where the mapping says so', () => {
    const header = [...HEADER, 'done'];
    const at = (done: string) =>
      read(['7', 'a', '2016-01-01T10:00:00+01:00', 'slow', 'x', 'Tel', 'Open', done], header).closedAt;
    expect(at('2016-01-02T10:00:00Z')).toBe('2016-01-01T09:00:00.000Z');
    expect(at('2016-01-01T08:00:00Z')).toBe('2016-01-01T08:00:00.000Z');
    expect(at('')).toBeUndefined();
  });

  it.each([
    ['no case', ['', 'a', '2016-01-01', 'slow', 'x', 'Tel', 'Open'], 'import.no-case'],
    ['no time', ['7', 'a', '?', 'slow', 'x', 'Tel', 'Open'], 'import.no-time'],
    ['a time that is none', ['7', 'a', '31.02.2016 10:00', 'slow', 'x', 'Tel', 'Open'], 'import.bad-time'],
    ['an unknown status', ['7', 'a', '2016-01-01', 'slow', 'x', 'Tel', 'Asleep'], 'import.unknown-status'],
    ['an unknown value', ['7', 'a', '2016-01-01', 'fast', 'x', 'Tel', 'Open'], 'import.unknown-value'],
  ])('refuses a row with %s', (_what, values, code) => {
    expect(() => read(values)).toThrow(expect.objectContaining({ code }));
  });

  it('names the columns that a file lacks', () => {
    expect(() => read([], ['id', 'site', 'when'])).toThrow(
      expect.objectContaining({
        code: 'import.missing-columns',
        details: { missing: ['state', 'what', 'who', 'how'] },
      }),
    );
  });
});

describe('timeReader', () => {
  it.each([
    ['2010-03-31T16:59:42+01:00', '2010-03-31T15:59:42.000Z'],
    ['2010-03-31 16:59:42', '2010-03-31T08:59:42.000Z'],
    ['3/31/2010 4:59 PM', '2010-03-31T08:59:00.000Z'],
    ['31 March', undefined],
    ['2010-02-30T00:00:00Z', undefined],
  ])('%s is %s', (text, instant) => {
    expect(timeReader(['ISO', 'M/d/yyyy h:mm a'], 'Asia/Shanghai')(text)).toBe(instant);
  });
});

describe('compileTemplate', () => {
  it('is absent when a column is that has no fallback', () => {
    const { columns, render } = compileTemplate('{a} – {b|none}');
    expect(columns).toEqual(['a', 'b']);
    expect(render((name) => (name === 'a' ? '1' : undefined))).toEqual({ text: '1 – none', weak: true });
    expect(render((name) => (name === 'b' ? '1' : undefined))).toBeUndefined();
  });
});
