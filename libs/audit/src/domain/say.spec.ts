import { actor } from '@evidesk/testing';
import { say, type Speech } from './say.js';
import { parseTemplate } from './template.js';
import { plain } from './values.js';

const speech = (language: Speech['language']): Speech => ({
  language,
  timeZone: 'Asia/Shanghai',
  word: (kind, code) =>
    kind === 'role' && code === 'l2' ? { en: 'Second line', 'zh-CN': '二线' }[language] : undefined,
  fieldValue: (_name, value) => plain(value),
  fieldLabel: (name) => (name === 'title' ? { en: 'Title', 'zh-CN': '标题' }[language] : name),
});
const said = (template: string, data: object, language: Speech['language'] = 'en') =>
  say({ type: 'x', data: data as never, actor: actor('l2') }, { en: template, 'zh-CN': template }, speech(language));

describe('A sentence', () => {
  it('names who did it, as what, and for whom', () => {
    expect(said('{@actor} did', {})).toBe('the-l2 (Second line) did');
    const event = { type: 'x', data: {}, actor: { ...actor('l2', 'qc'), onBehalfOf: 'wang' } };
    const sentence = { en: '{@actor}', 'zh-CN': '{@actor}' };
    expect(say(event, sentence, speech('en'))).toBe('the-l2 (Second line, qc) on behalf of wang');
    expect(say(event, sentence, speech('zh-CN'))).toBe('the-l2（二线、qc）代 wang');
  });

  it('leaves out what depends on a field that is absent', () => {
    expect(said('to {to.group}[ and {to.engineer}].', { to: { group: 'net' } })).toBe('to net.');
    expect(said('to {to.group}[ and {to.engineer}].', { to: { group: 'net', engineer: 'li' } })).toBe('to net and li.');
  });

  it.each([
    ['{v:instant}', '2026-11-16T02:00:00.000Z', '2026-11-16 10:00:00', '2026-11-16 10:00:00'],
    ['{v:duration}', 7_500_000, '2 h 5 min', '2 小时 5 分钟'],
    ['{v:duration}', 0, '0 min', '0 分钟'],
    ['{v:iso}', 'P5D', '5 d', '5 天'],
    ['{v:bytes}', 1_536, '1.5 KiB', '1.5 KiB'],
    ['{v:tenths}', 45, '4.5', '4.5'],
    ['{v:flag}', false, 'no', '否'],
    ['{v:kept}', true, 'kept', '按时'],
    ['{v:count}', ['a', 'b'], '2', '2'],
    ['{v:prose}', 'two\n  lines', 'two lines', 'two lines'],
    ['{v:fields}', [{ field: 'title', from: null, to: 'x' }], 'Title from “–” to “x”', '标题（“–” → “x”）'],
    ['{v:role}', ['l2', 'other'], 'Second line, other', '二线、other'],
  ])('tells %s of %j', (template, v, english, chinese) => {
    expect(said(template, { v })).toBe(english);
    expect(said(template, { v }, 'zh-CN')).toBe(chinese);
  });

  it('falls back on the type of an event that nobody has words for', () => {
    expect(say({ type: 'x.y', data: {}, actor: actor('l2') }, undefined, speech('en'))).toBe(
      'the-l2 (Second line): x.y',
    );
  });

  it('keeps words of people as they are, whatever is in them', () => {
    expect(said('{v}', { v: '[{@actor}]' })).toBe('[{@actor}]');
  });

  it.each(['[', ']', '[a[b]]', '{a b}', '{a', 'a}'])('%s is no template', (template) => {
    expect(() => parseTemplate(template)).toThrow();
  });
});
