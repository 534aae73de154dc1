import type { JsonValue } from '@evidesk/kernel';
import { DateTime, Duration } from 'luxon';

/** The languages of sentences. */
export type Language = 'en' | 'zh-CN';

/** What saying a value takes. */
export interface Manner {
  readonly language: Language;
  /** IANA zone in which instants are told. */
  readonly timeZone: string;
  /** The label of a field; its name where it has none. */
  fieldLabel(name: string): string;
  /** A field's value, for people: the word for a code, local time for an instant. */
  fieldValue(name: string, value: JsonValue): string;
}

const LONGEST_PROSE = 300;
const LONGEST_VALUE = 80;

/** How a value is told, besides by the word for a code. */
export const FORMS = {
  /** Free text, on one line, cut off where it is long. */
  prose: (value) => shortened(plain(value), LONGEST_PROSE),
  instant: (value, { timeZone }) => instantIn(plain(value), timeZone),
  /** Milliseconds. */
  duration: (value, { language }) => told(Duration.fromMillis(Number(value)).shiftTo('hours', 'minutes'), language),
  /** A duration as ISO 8601 has it. */
  iso: (value, { language }) => told(Duration.fromISO(plain(value)), language),
  bytes: (value) => bytes(Number(value)),
  /** 45 is 4.5. */
  tenths: (value) => (Number(value) / 10).toFixed(1),
  flag: (value, { language }) => YES_NO[language][value === true ? 0 : 1],
  /** Whether a target was kept. */
  kept: (value, { language }) => KEPT[language][value === true ? 0 : 1],
  /** How many there are. */
  count: (value) => String(Array.isArray(value) ? value.length : 0),
  /** Fields before and after. */
  fields: (value, manner) =>
    fieldsOf(value)
      .map(changed(manner))
      .join(manner.language === 'en' ? '; ' : '；'),
} as const satisfies Readonly<Record<string, (value: JsonValue, manner: Manner) => string>>;

const YES_NO = { en: ['yes', 'no'], 'zh-CN': ['是', '否'] } as const;
const KEPT = { en: ['kept', 'missed'], 'zh-CN': ['按时', '超时'] } as const;
const UNITS = {
  en: { weeks: ' w', days: ' d', hours: ' h', minutes: ' min' },
  'zh-CN': { weeks: ' 周', days: ' 天', hours: ' 小时', minutes: ' 分钟' },
} as const;

/** Any value on one line. */
export function plain(value: JsonValue): string {
  if (value === null) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** An instant as the clocks of a zone show it. */
export function instantIn(instant: string, timeZone: string): string {
  const time = DateTime.fromISO(instant, { zone: timeZone });
  return time.isValid ? time.toFormat('yyyy-MM-dd HH:mm:ss') : instant;
}

/** One line, cut off behind so many characters. */
export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

function told(duration: Duration, language: Language): string {
  if (!duration.isValid) return '–';
  const { weeks, days, hours, minutes } = duration;
  const parts = Object.entries({ weeks, days, hours, minutes: Math.round(minutes) })
    .filter(([, amount]) => amount !== 0)
    .map(([unit, amount]) => `${amount}${UNITS[language][unit as keyof typeof UNITS.en]}`);
  return parts.length === 0 ? `0${UNITS[language].minutes}` : parts.join(' ');
}

function bytes(size: number): string {
  if (size < 1_024) return `${size} B`;
  return size < 1_048_576 ? `${(size / 1_024).toFixed(1)} KiB` : `${(size / 1_048_576).toFixed(1)} MiB`;
}

type Change = Readonly<Record<string, JsonValue | undefined>>;
const fieldsOf = (value: JsonValue): readonly Change[] => (Array.isArray(value) ? (value as readonly Change[]) : []);

const changed =
  ({ fieldLabel, fieldValue, language }: Manner) =>
  ({ field, attribute, from, to }: Change): string => {
    const code = plain(field ?? attribute ?? '?');
    const name = fieldLabel(code);
    const [before, after] = [from ?? null, to ?? null].map((value) =>
      shortened(fieldValue(code, value), LONGEST_VALUE),
    );
    return language === 'en' ? `${name} from “${before}” to “${after}”` : `${name}（“${before}” → “${after}”）`;
  };
