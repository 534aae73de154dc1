import type { JsonValue } from '@evidesk/kernel';
import { instantIn, type Language, shortened } from '../../domain/values.js';
import type { AuditedEvent } from '../trail/audited-event.js';
import { STYLE } from './page-style.js';

/** What stands above the lines. */
export interface PageHead {
  readonly title: string;
  /** Whether all lines are about one thing, which the title names. */
  readonly about: 'one' | 'many';
  readonly language: Language;
  readonly timeZone: string;
  /** What was asked for, as it is to be shown. */
  readonly filter: Readonly<Record<string, string>>;
  /** Who asked, and when. */
  readonly by: string;
  readonly at: string;
  kind(kind: string): string;
  fieldLabel(name: string): string;
  fieldValue(name: string, value: JsonValue): string;
}

/** Beyond this a page is no longer read by people: the machine-readable forms give all. */
export const MOST_ON_A_PAGE = 5_000;
const LONGEST_VALUE = 200;

const WORDS = {
  en: {
    when: 'When',
    what: 'What it concerns',
    happened: 'What happened',
    recorded: 'recorded',
    made: (by: string, at: string, zone: string) => `For ${by}, ${at} (${zone})`,
    none: 'Nothing was recorded.',
    cut: (most: number) => `Only the first ${most} lines are shown; CSV and JSONL give all.`,
  },
  'zh-CN': {
    when: '时间',
    what: '对象',
    happened: '事项',
    recorded: '登记于',
    made: (by: string, at: string, zone: string) => `由 ${by} 于 ${at} 查询（${zone}）`,
    none: '没有记录。',
    cut: (most: number) => `仅显示前 ${most} 条；完整内容请用 CSV 或 JSONL。`,
  },
} as const;

/** The history as a page to read and print: no script, nothing from elsewhere. */
export async function* htmlPage(items: AsyncIterable<AuditedEvent>, head: PageHead): AsyncGenerator<string> {
  const { title, about, language, timeZone, filter, by, at } = head;
  const what = about === 'one' ? '' : `<th class="what">${WORDS[language].what}</th>`;
  const words = WORDS[language];
  const asked = Object.entries(filter).map(([name, value]) => ` · ${escaped(name)}: ${escaped(value)}`);
  yield `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<p class="about">${escaped(words.made(by, instantIn(at, timeZone), timeZone))}${asked.join('')}</p>
<table><thead><tr><th class="when">${words.when}</th>${what}<th>${words.happened}</th></tr></thead><tbody>
`;
  let count = 0;
  for await (const item of items) {
    if (count === MOST_ON_A_PAGE) {
      yield `</tbody></table><p>${words.cut(MOST_ON_A_PAGE)}</p></body></html>\n`;
      return;
    }
    count += 1;
    yield row(item, head, words.recorded);
  }
  yield `</tbody></table>${count === 0 ? `<p class="none">${words.none}</p>` : ''}</body></html>\n`;
}

function row(item: AuditedEvent, head: PageHead, recordedWord: string): string {
  const { occurredAt, recordedAt, subject, type, sentence, changes } = item;
  const { timeZone, about, fieldLabel, kind } = head;
  const local = (instant: string) => escaped(instantIn(instant, timeZone));
  const late = recordedAt === occurredAt ? '' : `<span class="faint">${recordedWord} ${local(recordedAt)}</span>`;
  const name = `<span class="faint">${escaped(type)}</span>`;
  const code = subject.number ?? subject.id;
  const what =
    about === 'one' ? '' : `<td class="what">${escaped(kind(subject.kind))} <code>${escaped(code)}</code>${name}</td>`;
  const value = (field: string, shown: JsonValue) => escaped(shortened(head.fieldValue(field, shown), LONGEST_VALUE));
  const fields = changes.map(
    ({ field, from, to }) =>
      `<li>${escaped(fieldLabel(field))}: <del>${value(field, from)}</del> → <ins>${value(field, to)}</ins></li>`,
  );
  const list = fields.length === 0 ? '' : `<ul>${fields.join('')}</ul>`;
  const when = `<time datetime="${escaped(occurredAt)}">${local(occurredAt)}</time>${late}${about === 'one' ? name : ''}`;
  return `<tr><td class="when">${when}</td>${what}<td>${escaped(sentence)}${list}</td></tr>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that means nothing to a browser. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
