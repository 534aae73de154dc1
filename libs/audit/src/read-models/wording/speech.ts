import type { JsonValue } from '@evidesk/kernel';
import type { CompiledProfile, TermKind } from '@evidesk/profiles';
import type { Speech } from '../../domain/say.js';
import { FORMS, instantIn, type Language, plain } from '../../domain/values.js';
import { wordFor } from './catalogue.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const CLOCK_FIELD = /^clocks\.([a-z_]+)\.([A-Za-z]+)$/;

/** How a desk with this profile speaks: its labels for codes, its zone for instants. */
export function speechOf(profile: CompiledProfile, language: Language): Speech {
  const { timeZone, forms } = profile.definition;
  const word = (kind: string, code: string): string | undefined =>
    (profile.labels(kind as TermKind, code) ?? wordFor(kind, code))?.[language];
  const labels = new Map(
    Object.values(forms).flatMap(({ fields }) => fields.map((field) => [field.name, field.labels[language]] as const)),
  );
  const fieldLabel = (name: string): string => {
    const [, clock, part] = CLOCK_FIELD.exec(name) ?? [];
    if (clock === undefined || part === undefined) return labels.get(name) ?? word('field', name) ?? name;
    return `${word('clock', clock) ?? clock}${language === 'en' ? ': ' : '：'}${word('clockPart', part) ?? part}`;
  };
  const fieldValue = (name: string, value: JsonValue): string => {
    if (typeof value === 'boolean') return FORMS.flag(value, speech);
    if (typeof value !== 'string') return plain(value);
    return INSTANT.test(value) ? instantIn(value, timeZone) : (word(name, value) ?? value);
  };
  const speech: Speech = { language, timeZone, word, fieldLabel, fieldValue };
  return speech;
}

/** The first of the languages asked for that sentences are in. `zh`, `zh-Hans` and `zh-CN` are one. */
export function languageOf(lang: string | undefined, acceptLanguage: string | undefined): Language {
  const wanted = (lang ?? acceptLanguage ?? '')
    .split(',')
    .map((range, index) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)$/.exec(parameter)?.[1]).find(Boolean);
      return { tag, quality: Number(quality ?? 1), index };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  for (const { tag } of wanted) {
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
  }
  return 'en';
}
