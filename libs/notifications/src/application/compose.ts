import type { Locale, Occasion } from '@evidesk/profiles';
import { DateTime } from 'luxon';
import type { Params } from '../contract/notification-events.js';
import type { Templates } from './templates.js';

/** What a text is about. */
export interface Subject {
  readonly incidentId: string;
  readonly number: string;
  readonly occasion: Occasion;
  readonly locale: Locale;
  readonly params: Params;
}

/** A text as somebody reads it. */
export interface Composed {
  readonly subject: string;
  readonly body: string;
}

/** Puts notifications into words. */
export class Composer {
  constructor(
    private readonly templates: ReadonlyMap<Locale, Templates>,
    /** Address of the desk: `{number}` and `{id}` in it are replaced. */
    private readonly publicUrl?: string,
  ) {}

  /** The line of a list of to-dos. */
  toDo(subject: Subject): Composed {
    const { in_app: texts } = this.of(subject).occasions[subject.occasion];
    const values = this.values(subject);
    return { subject: oneLine(filled(texts.subject, values)), body: filled(texts.body, values) };
  }

  /** A mail: the number is in the subject, so that answers find their incident. */
  email(subject: Subject): Composed {
    const templates = this.of(subject);
    const { email: texts } = templates.occasions[subject.occasion];
    const values = this.values(subject);
    const footer = filled(templates.footer, values);
    return {
      subject: oneLine(`[${subject.number}] ${filled(texts.subject, values)}`),
      body: `${filled(texts.body, values)}\n\n--\n${footer}\n`,
    };
  }

  /** Where the incident is to be seen; `undefined` where the desk has no address. */
  link({ incidentId, number }: Pick<Subject, 'incidentId' | 'number'>): string | undefined {
    if (this.publicUrl === undefined) return undefined;
    const pattern = /\{(?:number|id)\}/.test(this.publicUrl)
      ? this.publicUrl
      : `${this.publicUrl.replace(/\/+$/, '')}/v1/incidents/{number}`;
    return pattern
      .replaceAll('{number}', encodeURIComponent(number))
      .replaceAll('{id}', encodeURIComponent(incidentId));
  }

  private of({ locale }: Subject): Templates {
    const templates = this.templates.get(locale);
    if (templates === undefined) throw new Error(`there are no templates in ${locale}`);
    return templates;
  }

  private values(subject: Subject): ReadonlyMap<string, string> {
    const { timeZone, ...params } = subject.params;
    const { words } = this.of(subject);
    const values = new Map(
      Object.entries(params).map(([name, value]) => [
        name,
        name.endsWith('At') ? localTime(value, timeZone) : (words[`${name}.${value}`] ?? value),
      ]),
    );
    values.set('number', subject.number);
    const link = this.link(subject);
    if (link !== undefined) values.set('link', link);
    return values;
  }
}

const PLACEHOLDER = /\{([a-zA-Z]+)\}/g;

/** The names of the placeholders of a template. */
export const placeholdersOf = (template: string): readonly string[] =>
  [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');

/** A template with its values; without the lines that lack one. Values are put in once: what looks like a placeholder in them stays. */
function filled(template: string, values: ReadonlyMap<string, string>): string {
  return template
    .split('\n')
    .filter((line) => placeholdersOf(line).every((name) => values.has(name)))
    .map((line) => line.replaceAll(PLACEHOLDER, (_, name: string) => values.get(name) ?? ''))
    .join('\n')
    .trim();
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

/** `2026-11-21 16:30 (Asia/Shanghai)` */
function localTime(instant: string, timeZone = 'UTC'): string {
  const local = DateTime.fromISO(instant, { zone: timeZone });
  return local.isValid ? `${local.toFormat('yyyy-MM-dd HH:mm')} (${timeZone})` : instant;
}

/** The same text as simple HTML: paragraphs, line breaks, links; everything else is escaped. */
export function htmlOf(text: string): string {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.split('\n').map(htmlLine).join('<br>\n')}</p>`);
  return `<!doctype html>\n<html><body>\n${paragraphs.join('\n')}\n</body></html>\n`;
}

function htmlLine(line: string): string {
  const escaped = line
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
  return /^https?:\/\/\S+$/.test(line) ? `<a href="${escaped}">${escaped}</a>` : escaped;
}
