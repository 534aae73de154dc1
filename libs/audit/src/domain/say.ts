import type { Actor, JsonObject, JsonValue, Wording } from '@evidesk/kernel';
import { parseTemplate, type Part } from './template.js';
import { FORMS, type Manner, plain } from './values.js';

/** Puts codes into words. */
export interface Speech extends Manner {
  /** The word for a code of a kind; `undefined` when nobody knows one. */
  word(kind: string, code: string): string | undefined;
}

/** What a sentence is said of. */
export interface Sayable {
  readonly type: string;
  readonly data: JsonObject;
  readonly actor: Actor;
}

const parsed = new Map<string, readonly Part[]>();

/** What an event says. Without a sentence: its type. */
export function say(event: Sayable, sentence: Wording | undefined, speech: Speech): string {
  const template = sentence?.[speech.language] ?? `{@actor}: ${event.type}`;
  let parts = parsed.get(template);
  if (parts === undefined) parsed.set(template, (parts = parseTemplate(template)));
  return render(parts, event, speech) ?? event.type;
}

/** Who did it, in which roles, and for whom. */
export function sayActor({ id, roles, onBehalfOf }: Actor, { language, word }: Speech): string {
  const labels = roles.map((role) => word('role', role) ?? role);
  const isEnglish = language === 'en';
  if (labels.length === 0 && onBehalfOf === undefined) return id;
  const who = isEnglish ? `${id} (${labels.join(', ')})` : `${id}（${labels.join('、')}）`;
  if (onBehalfOf === undefined) return who;
  return isEnglish ? `${who} on behalf of ${onBehalfOf}` : `${who}代 ${onBehalfOf}`;
}

/** `undefined` when a field of it is absent. */
function render(parts: readonly Part[], event: Sayable, speech: Speech): string | undefined {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind === 'optional') text += render(part.parts, event, speech) ?? '';
    else {
      const value = part.path === '@actor' ? sayActor(event.actor, speech) : fieldAt(event.data, part.path);
      if (value === undefined || value === null) return undefined;
      text += spoken(value, part.form, speech);
    }
  }
  return text;
}

function spoken(value: JsonValue, form: string | undefined, speech: Speech): string {
  if (form === undefined) return plain(value);
  const known = (FORMS as Readonly<Record<string, (value: JsonValue, manner: Manner) => string>>)[form];
  if (known !== undefined) return known(value, speech);
  const codes: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  const words = codes.map((code) => speech.word(form, plain(code)) ?? plain(code));
  return words.join(speech.language === 'en' ? ', ' : '、');
}

function fieldAt(data: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = data;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}
