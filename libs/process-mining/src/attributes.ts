import type { JsonValue } from '@evidesk/kernel';
import type { AttributeType, Attributes, Scalar } from './event-log.js';

/** A JSON Schema, as far as it is looked at here. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** What is longer than a line is free text: it may name people, and no process is mined from it. */
const LONGEST_LINE = 200;

/**
 * The attributes of an event type, from the schema of its data: codes, flags, figures and instants, and those of
 * objects within as `move.to`. Free text and what names a person are left out.
 * @param personal fields that name people
 */
export function attributesOf(schema: unknown, personal: ReadonlySet<string>, prefix = ''): Attributes {
  const found: Record<string, AttributeType> = {};
  for (const [name, property] of Object.entries((schema as Schema).properties ?? {})) {
    if (personal.has(name)) continue;
    if (property.properties !== undefined) {
      Object.assign(found, attributesOf(property, personal, `${prefix}${name}.`));
      continue;
    }
    const type = typeOf(property);
    if (type !== undefined) found[`${prefix}${name}`] = type;
  }
  return found;
}

function typeOf({ type, enum: values, anyOf, maxLength, pattern }: Schema): AttributeType | undefined {
  if (values !== undefined || anyOf?.every((each) => 'const' in each) === true) return 'string';
  switch (type) {
    case 'integer':
      return 'integer';
    case 'number':
      return 'float';
    case 'boolean':
      return 'boolean';
    case 'string':
      if (pattern?.startsWith('^\\d{4}-') === true) return 'time';
      return maxLength !== undefined && maxLength <= LONGEST_LINE ? 'string' : undefined;
    default:
      return undefined;
  }
}

/** The values of an event's data for the attributes of its type. */
export function valuesOf(data: JsonValue, attributes: Attributes): Readonly<Record<string, Scalar>> {
  const values: Record<string, Scalar> = {};
  for (const path of Object.keys(attributes)) {
    const value = at(data, path);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') values[path] = value;
  }
  return values;
}

function at(data: JsonValue | undefined, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = data;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as { readonly [key: string]: JsonValue | undefined })[name];
  }
  return value;
}
