import type { CompiledProfile, TermKind } from '@evidesk/profiles';
import type { Speech } from '../../domain/say.js';
import type { Language } from '../../domain/values.js';
import { wordFor } from './catalogue.js';

/** How a desk with this profile speaks: its labels for codes, its zone for instants. */
export function speechOf(profile: CompiledProfile, language: Language): Speech {
  const { timeZone, forms } = profile.definition;
  return {
    language,
    timeZone,
    word: (kind, code) => (profile.labels(kind as TermKind, code) ?? wordFor(kind, code))?.[language],
    fieldLabel: (name) => {
      for (const { fields } of Object.values(forms)) {
        const found = fields.find((field) => field.name === name);
        if (found !== undefined) return found.labels[language];
      }
      return name;
    },
  };
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
