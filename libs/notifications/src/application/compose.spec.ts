import { LOCALES, OCCASIONS } from '@evidesk/profiles';
import { PARAMS_OF } from '../domain/occasions.js';
import { Composer, htmlOf, placeholdersOf, type Subject } from './compose.js';
import { loadTemplates } from './templates.js';

const templates = loadTemplates();
const subject: Subject = {
  incidentId: 'i-1',
  number: 'INC-202611-000001',
  occasion: 'sla_warned',
  locale: 'en',
  params: {
    title: 'Mail is down',
    priority: 'P2 · High',
    clock: 'resolution',
    percent: '75',
    dueAt: '2026-11-16T02:00:00.000Z',
    timeZone: 'Asia/Shanghai',
  },
};

describe('The templates', () => {
  const cases = LOCALES.flatMap((locale) => OCCASIONS.map((occasion) => [locale, occasion] as const));

  it.each(cases)('S4-52 in %s say everything of %s by what is known of it', (locale, occasion) => {
    const { email, in_app } = templates.get(locale)!.occasions[occasion];
    const texts = [email.subject, email.body, in_app.subject, in_app.body];
    for (const text of texts) expect(text.trim()).not.toBe('');
    const known = ['number', 'title', 'priority', 'link', ...PARAMS_OF[occasion]];
    expect(texts.flatMap(placeholdersOf).filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(LOCALES)('S4-52 in %s have subjects that need nothing but what is always known', (locale) => {
    for (const occasion of OCCASIONS) {
      const { email, in_app } = templates.get(locale)!.occasions[occasion];
      const always = ['number', 'title', 'priority', ...(occasion === 'priority_changed' ? ['to'] : [])];
      const names = [email.subject, in_app.subject].flatMap(placeholdersOf);
      expect(names.filter((name) => !always.includes(name))).toEqual([]);
    }
  });

  it('S4-52 know the same words in both languages', () => {
    const [one, other] = LOCALES.map((locale) => Object.keys(templates.get(locale)!.words).sort());
    expect(one).toEqual(other);
  });
});

describe('A mail', () => {
  const composer = new Composer(templates, 'https://desk.example.com/');

  it('S1-11 S4-52 says it in English, in local time, with number and link', () => {
    expect(composer.email(subject)).toEqual({
      subject: '[INC-202611-000001] Due soon: Mail is down',
      body: `75 % of the resolution time is used up.
Due: 2026-11-16 10:00 (Asia/Shanghai)
Priority: P2 · High

--
INC-202611-000001 · Mail is down
https://desk.example.com/v1/incidents/INC-202611-000001
`,
    });
  });

  it('S1-11 S4-52 says it in Chinese', () => {
    const { subject: line, body } = composer.email({ ...subject, locale: 'zh-CN' });
    expect(line).toBe('[INC-202611-000001] 即将超时：Mail is down');
    expect(body).toContain('解决时限已用去 75%。\n到期时间：2026-11-16 10:00 (Asia/Shanghai)');
  });

  it('leaves out what is not known, and the link where the desk has no address', () => {
    const { body } = new Composer(templates).email({ ...subject, occasion: 'assigned', params: { title: 'T' } });
    expect(body).toBe('An incident was assigned to you or your group.\n\n--\nINC-202611-000001 · T\n');
  });

  it('takes values for what they are, not for templates, and subjects for one line', () => {
    const params = { title: '{link}\r\nBcc: all@example.com {priority}', priority: 'P1' };
    expect(composer.email({ ...subject, params }).subject).toBe(
      '[INC-202611-000001] Due soon: {link} Bcc: all@example.com {priority}',
    );
  });

  it('links to where the operator says', () => {
    const at = (url: string) => new Composer(templates, url).link({ incidentId: 'a b', number: 'INC-1' });
    expect(at('https://d/')).toBe('https://d/v1/incidents/INC-1');
    expect(at('https://d/?incident={id}&n={number}')).toBe('https://d/?incident=a%20b&n=INC-1');
  });
});

describe('HTML', () => {
  it('is the text, escaped, with links', () => {
    expect(htmlOf(`<script>&"'\nb\n\nhttps://d/?a=1&b=2\n`)).toBe(`<!doctype html>
<html><body>
<p>&lt;script&gt;&amp;&quot;&#39;<br>
b</p>
<p><a href="https://d/?a=1&amp;b=2">https://d/?a=1&amp;b=2</a></p>
</body></html>
`);
  });

  it('links to nothing but HTTP', () => {
    expect(htmlOf('javascript:alert(1)')).not.toContain('href');
  });
});
