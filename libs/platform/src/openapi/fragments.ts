import type { JsonObject, JsonValue } from '@evidesk/kernel';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { CONFORMS } from '../http/conforms.js';

type Fragment = (constraints: readonly unknown[]) => JsonObject;

const STRING: JsonObject = { type: 'string' };

/** What each class-validator rule means in JSON Schema. A rule that is not here can't be used: nothing is ignored. */
const FRAGMENTS: { readonly [rule: string]: Fragment | undefined } = {
  [CONFORMS]: ([schema]) => schema as JsonObject,
  isString: () => STRING,
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: ([options]) => {
    if (Object.keys((options as object | undefined) ?? {}).length > 0) throw new Error('takes no options here');
    return { type: 'number' };
  },
  min: ([minimum]) => ({ type: 'number', minimum: Number(minimum) }),
  max: ([maximum]) => ({ type: 'number', maximum: Number(maximum) }),
  minLength: ([min]) => ({ ...STRING, minLength: Number(min) }),
  maxLength: ([max]) => ({ ...STRING, maxLength: Number(max) }),
  isLength: ([min, max]) => ({
    ...STRING,
    minLength: Number(min),
    ...(max === undefined ? {} : { maxLength: Number(max) }),
  }),
  matches: ([pattern]) => {
    if (!(pattern instanceof RegExp) || !/^u?$/.test(pattern.flags))
      throw new Error('takes a RegExp with no flag but u');
    return { ...STRING, pattern: pattern.source };
  },
  isIn: ([values]) => ({ enum: [...(values as readonly JsonValue[])] }),
  isEnum: ([values]) => ({ enum: Object.values(values as { readonly [key: string]: JsonValue }) }),
  isUuid: ([version]) => {
    if (version !== undefined && version !== 'all') throw new Error('takes no version here');
    return { ...STRING, format: 'uuid' };
  },
  isEmail: () => ({ ...STRING, format: 'email' }),
  isUrl: () => ({ ...STRING, format: 'uri' }),
  isArray: () => ({ type: 'array' }),
  arrayMaxSize: ([max]) => ({ type: 'array', maxItems: Number(max) }),
  arrayMinSize: ([min]) => ({ type: 'array', minItems: Number(min) }),
  isObject: () => ({ type: 'object' }),
};

/** The JSON Schema of one rule. @throws Error when the rule has none */
export function fragmentOf(rule: ValidationMetadata): JsonObject {
  const name = rule.name ?? rule.type;
  const fragment = FRAGMENTS[name];
  if (fragment === undefined)
    throw new Error(`has no JSON Schema for the rule ${name}: use a decorator of http/fields`);
  try {
    return fragment((rule.constraints ?? []) as readonly unknown[]);
  } catch (error) {
    throw new Error(`the rule ${name} ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Both schemas at once. Where they differ on a keyword, both are kept. */
export function both(one: JsonObject, other: JsonObject): JsonObject {
  const merged: { [keyword: string]: JsonValue | undefined } = { ...one };
  const rest: { [keyword: string]: JsonValue | undefined } = {};
  for (const [keyword, value] of Object.entries(other)) {
    const present = merged[keyword];
    if (present === undefined) merged[keyword] = value;
    else if (keyword === 'type' && isNumeric(present) && isNumeric(value)) {
      merged[keyword] = present === 'integer' || value === 'integer' ? 'integer' : 'number';
    } else if (JSON.stringify(present) !== JSON.stringify(value)) rest[keyword] = value;
  }
  if (Object.keys(rest).length === 0) return merged;
  const type = merged['type'] as JsonValue;
  const branch = rest['type'] === undefined && type !== undefined ? { type, ...rest } : rest;
  return { ...merged, allOf: [...((merged['allOf'] as readonly JsonValue[] | undefined) ?? []), branch] };
}

/** The schema, or `null`. */
export function orNull(schema: JsonObject): JsonObject {
  return { anyOf: [schema, { type: 'null' }] };
}

function isNumeric(type: JsonValue | undefined): boolean {
  return type === 'integer' || type === 'number';
}
