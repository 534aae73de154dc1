import type { JsonObject, JsonValue } from '@evidesk/kernel';
import { ArrayMaxSize, IsArray, IsObject } from 'class-validator';
import { all, Conforms, Optional, PartOf } from './conforms.js';

/** What a caller is told about a field besides its type. */
export interface FieldOptions {
  readonly doc?: string;
}

/** Bounds of a text, in characters (Unicode code points). */
export interface TextOptions extends FieldOptions {
  readonly min?: number;
  readonly max: number;
  /** A regular expression (flag `u`) for the whole text. Without one: no control characters, and not blank. */
  readonly pattern?: string;
}

/** Bounds of a number. */
export interface NumberOptions extends FieldOptions {
  readonly min?: number;
  readonly max?: number;
}

/** Any class whose fields are declared here. */
export type FieldsClass = new (...args: never[]) => object;

// Control characters are written out, since an editor would hide them.
const ONE_LINE = '^(?=.*\\S)[^\\u0000-\\u001F\\u007F]*$';
const ONE_LINE_OR_EMPTY = '^[^\\u0000-\\u001F\\u007F]*$';
const MANY_LINES = '^(?=[\\s\\S]*\\S)[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F]*$';
const NAME = '^[A-Za-z0-9][A-Za-z0-9._:@-]*$';

/** What the patterns of this file ask for, in words. */
export const PATTERN_MEANING: ReadonlyMap<string, string> = new Map([
  [ONE_LINE, 'must not be blank and must not hold control characters or line breaks'],
  [ONE_LINE_OR_EMPTY, 'must not hold control characters or line breaks'],
  [MANY_LINES, 'must not be blank and must not hold control characters'],
  [NAME, 'must start with a letter or digit and hold only letters, digits and . _ : @ -'],
]);

/** One line of text, by default not blank (`min: 0` allows the empty text). */
export const Text = (options: TextOptions): PropertyDecorator => Conforms(text(options));

/** Text of several lines, as a person writes it: Markdown. Never blank. */
export const Markdown = (max: number, options: FieldOptions = {}): PropertyDecorator =>
  Conforms({ type: 'string', minLength: 1, maxLength: max, pattern: MANY_LINES, ...doc(options) });

/** A name that machines use: a group, a person, a category. */
export const Name = (options: FieldOptions & { readonly max?: number } = {}): PropertyDecorator =>
  Conforms({ type: 'string', minLength: 1, maxLength: options.max ?? 64, pattern: NAME, ...doc(options) });

/** A UUID. */
export const Id = (options: FieldOptions = {}): PropertyDecorator =>
  Conforms({ type: 'string', format: 'uuid', ...doc(options) });

/** An instant: RFC 3339, `Z` or an offset. */
export const InstantField = (options: FieldOptions = {}): PropertyDecorator =>
  Conforms({ type: 'string', format: 'date-time', ...doc(options) });

/** Yes or no. */
export const Flag = (options: FieldOptions = {}): PropertyDecorator => Conforms({ type: 'boolean', ...doc(options) });

/** One of a fixed list. */
export const Choice = (values: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  Conforms({ type: 'string', enum: [...values], ...doc(options) });

/** Several of a fixed list, each at most once. */
export const Choices = (values: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  Conforms({
    type: 'array',
    maxItems: values.length,
    uniqueItems: true,
    items: { type: 'string', enum: [...values] },
    ...doc(options),
  });

/** A whole number. */
export const Whole = (options: NumberOptions = {}): PropertyDecorator =>
  Conforms({ type: 'integer', ...bounds(options) });

/** A number. */
export const Quantity = (options: NumberOptions = {}): PropertyDecorator =>
  Conforms({ type: 'number', ...bounds(options) });

/** A list of texts. `max` bounds the list, `each` its items. */
export const TextList = (
  options: FieldOptions & { readonly max: number; readonly each: TextOptions },
): PropertyDecorator => Conforms({ type: 'array', maxItems: options.max, items: text(options.each), ...doc(options) });

/** Facts that only the sender and the process profile know: a flat record of texts, numbers and flags. */
export const Extra = (
  options: FieldOptions & { readonly maxKeys?: number; readonly maxLength?: number } = {},
): PropertyDecorator =>
  Conforms({
    type: 'object',
    maxProperties: options.maxKeys ?? 50,
    propertyNames: { type: 'string', minLength: 1, maxLength: 64, pattern: NAME },
    additionalProperties: { type: ['string', 'number', 'boolean'], maxLength: options.maxLength ?? 2000 },
    ...doc(options),
  });

/** A part with fields of its own. */
export const Nested = (part: () => FieldsClass): PropertyDecorator => all(IsObject(), PartOf(part));

/** A list of parts with fields of their own. */
export const ListOf = (part: () => FieldsClass, options: { readonly max: number }): PropertyDecorator =>
  all(IsArray(), ArrayMaxSize(options.max), IsObject({ each: true }), PartOf(part, { each: true }));

const optional =
  <Args extends readonly unknown[]>(field: (...args: Args) => PropertyDecorator) =>
  (...args: Args): PropertyDecorator =>
    all(Optional(), field(...args));

/** `@Text` that may be left out. */
export const OptionalText = optional(Text);
/** `@Markdown` that may be left out. */
export const OptionalMarkdown = optional(Markdown);
/** `@Name` that may be left out. */
export const OptionalName = optional(Name);
/** `@Id` that may be left out. */
export const OptionalId = optional(Id);
/** `@InstantField` that may be left out. */
export const OptionalInstant = optional(InstantField);
/** `@Flag` that may be left out. */
export const OptionalFlag = optional(Flag);
/** `@Choice` that may be left out. */
export const OptionalChoice = optional(Choice);
/** `@Choices` that may be left out. */
export const OptionalChoices = optional(Choices);
/** `@Whole` that may be left out. */
export const OptionalWhole = optional(Whole);
/** `@Quantity` that may be left out. */
export const OptionalQuantity = optional(Quantity);
/** `@TextList` that may be left out. */
export const OptionalTextList = optional(TextList);
/** `@Extra` that may be left out. */
export const OptionalExtra = optional(Extra);
/** `@Nested` that may be left out. */
export const OptionalNested = optional(Nested);
/** `@ListOf` that may be left out. */
export const OptionalListOf = optional(ListOf);

function text(options: TextOptions): JsonObject {
  const min = options.min ?? 1;
  const pattern = options.pattern ?? (min > 0 ? ONE_LINE : ONE_LINE_OR_EMPTY);
  return { type: 'string', minLength: min, maxLength: options.max, pattern, ...doc(options) };
}

function bounds(options: NumberOptions): JsonObject {
  return {
    ...(options.min === undefined ? {} : { minimum: options.min }),
    ...(options.max === undefined ? {} : { maximum: options.max }),
    ...doc(options),
  };
}

function doc(options: FieldOptions): { readonly [keyword: string]: JsonValue } {
  return options.doc === undefined ? {} : { description: options.doc };
}
