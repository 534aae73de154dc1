import 'reflect-metadata';
import type { JsonObject } from '@evidesk/kernel';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { isPresent, partAt } from '../http/conforms.js';
import type { FieldsClass } from '../http/fields.js';
import { both, fragmentOf, orNull } from './fragments.js';

const REFERENCE = '#/components/schemas/';
const OPTIONAL = 'isOptional';

/** The schemas of a class and of all classes within it, by name. */
export interface DerivedSchemas {
  readonly name: string;
  readonly schemas: { readonly [name: string]: JsonObject };
}

const derived = new Map<FieldsClass, JsonObject>();
const names = new Map<string, FieldsClass>();

/** Whether a class declares fields. */
export function declaresFields(value: unknown): value is FieldsClass {
  return typeof value === 'function' && rulesOf(value as FieldsClass).length > 0;
}

/**
 * The JSON Schema that says the same as the class-validator rules of a class.
 * @throws Error when a rule can't be said in JSON Schema, so that a mistake shows at start-up
 */
export function schemasOf(type: FieldsClass): DerivedSchemas {
  const schemas: { [name: string]: JsonObject } = {};
  const collect = (part: FieldsClass): void => {
    if (schemas[part.name] !== undefined) return;
    schemas[part.name] = derive(part);
    for (const nested of partsOf(part)) collect(nested);
  };
  collect(type);
  return { name: type.name, schemas };
}

/** A schema that refers to the derived schema of a class. */
export function referenceTo(type: FieldsClass): JsonObject {
  return { $ref: REFERENCE + type.name };
}

function derive(type: FieldsClass): JsonObject {
  const known = derived.get(type);
  if (known !== undefined) return known;
  const namesake = names.get(type.name);
  if (namesake !== undefined && namesake !== type) throw new Error(`two request classes are called ${type.name}`);
  names.set(type.name, type);
  const properties: { [name: string]: JsonObject } = {};
  const required: string[] = [];
  for (const [name, rules] of Object.entries(byProperty(type))) {
    try {
      properties[name] = propertySchema(type, name, rules);
    } catch (error) {
      throw new Error(`${type.name}.${name} ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
    if (isRequired(rules)) required.push(name);
  }
  const schema = {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
  derived.set(type, schema);
  return schema;
}

function propertySchema(type: FieldsClass, name: string, rules: readonly ValidationMetadata[]): JsonObject {
  let own: JsonObject = {};
  let items: JsonObject | undefined;
  let nullable = false;
  for (const rule of rules) {
    if (isConditional(rule)) throw new Error('is validated in some cases only');
    if (rule.type === ValidationTypes.CONDITIONAL_VALIDATION) {
      if (rule.name === OPTIONAL) nullable = true;
      else if (rule.constraints[0] !== isPresent) throw new Error('has a condition: use @Optional()');
    } else if (rule.type === ValidationTypes.NESTED_VALIDATION) {
      const reference = referenceTo(partOf(type, name));
      if (rule.each) items = both(items ?? {}, reference);
      else own = both(own, reference);
    } else if (rule.type !== ValidationTypes.WHITELIST && rule.type !== ValidationTypes.IS_DEFINED) {
      if (rule.each) items = both(items ?? {}, fragmentOf(rule));
      else own = both(own, fragmentOf(rule));
    }
  }
  // class-validator applies rules for each item to a lone value too, and looks into any object.
  if (items !== undefined && own['type'] !== 'array') throw new Error('has rules for each item and lacks @IsArray()');
  for (const part of [own, items]) {
    if (part?.['$ref'] !== undefined && part['type'] !== 'object')
      throw new Error('is nested and lacks @IsObject(): use @Nested or @ListOf');
  }
  const schema = items === undefined ? own : { ...own, items };
  return nullable ? orNull(schema) : schema;
}

/** Rules in groups or with a condition of their own depend on more than the value. */
function isConditional(rule: ValidationMetadata): boolean {
  const groups = rule.groups as readonly string[] | undefined;
  return (groups ?? []).length > 0 || rule.validateIf !== undefined;
}

function isRequired(rules: readonly ValidationMetadata[]): boolean {
  if (rules.some((rule) => rule.type === ValidationTypes.CONDITIONAL_VALIDATION)) return false;
  return rules.some((rule) => rule.type !== ValidationTypes.WHITELIST);
}

function partsOf(type: FieldsClass): readonly FieldsClass[] {
  return rulesOf(type)
    .filter((rule) => rule.type === ValidationTypes.NESTED_VALIDATION)
    .map((rule) => partOf(type, rule.propertyName));
}

function partOf(type: FieldsClass, property: string): FieldsClass {
  const declared = partAt(type, property);
  if (!declaresFields(declared)) throw new Error('is nested, and its class declares no fields: use @Nested or @ListOf');
  return declared;
}

function rulesOf(type: FieldsClass): readonly ValidationMetadata[] {
  return getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
}

function byProperty(type: FieldsClass): { readonly [property: string]: readonly ValidationMetadata[] } {
  return getMetadataStorage().groupByPropertyName([...rulesOf(type)]);
}
