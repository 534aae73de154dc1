import type { Cell } from './report-tables.js';
import { durationInWords, type Language, WORDS } from './words.js';

/** A cell as people read it; nothing to divide by is a dash. */
export function formatCell({ kind, value }: Cell, language: Language): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'percent':
      return `${value.toLocaleString('en')} %`;
    case 'points':
      return `${signed(value)} ${WORDS.points[language]}`;
    case 'ms':
      return durationInWords(value, language);
    case 'change-ms':
      return value === 0 ? '±0' : `${value > 0 ? '+' : ''}${durationInWords(value, language)}`;
    case 'change':
      return signed(value);
    default:
      return value.toLocaleString('en');
  }
}

const signed = (value: number) =>
  value === 0 ? '±0' : `${value > 0 ? '+' : '−'}${Math.abs(value).toLocaleString('en')}`;
