import 'reflect-metadata';
import type { JsonObject } from '@evidesk/kernel';
import { Type } from 'class-transformer';
import { registerDecorator, ValidateIf, ValidateNested, type ValidationOptions } from 'class-validator';
import type { ValidateFunction } from 'ajv';
import { createAjv } from './ajv.js';

/** The name under which class-validator knows the rule. */
export const CONFORMS = 'conforms';

const ajv = createAjv();

/**
 * A class-validator rule that is a fragment of JSON Schema. What class-validator checks and what the derived schema
 * says is then one and the same.
 */
export function Conforms(schema: JsonObject): PropertyDecorator {
  let check: ValidateFunction | undefined;
  return (target, propertyName) => {
    registerDecorator({
      name: CONFORMS,
      target: target.constructor,
      propertyName: String(propertyName),
      constraints: [schema],
      validator: {
        validate: (value: unknown) => (check ??= ajv.compile(schema))(value),
        defaultMessage: () => ajv.errorsText(check?.errors, { dataVar: String(propertyName) }),
      },
    });
  };
}

/** Whether a value is there. The one condition that a derived schema can express. */
export const isPresent = (_object: unknown, value: unknown): boolean => value !== undefined;

/** The field may be left out. `null` is not the same as left out, and is refused. */
export const Optional = (): PropertyDecorator => ValidateIf(isPresent);

const PART = 'evidesk:part';

/** The field holds a part with rules of its own. The class is named once, for class-validator and for the schema. */
export function PartOf(part: () => new (...args: never[]) => object, options?: ValidationOptions): PropertyDecorator {
  return (target, propertyName) => {
    ValidateNested(options)(target, propertyName);
    Type(part)(target, propertyName);
    Reflect.defineMetadata(PART, part, target, propertyName);
  };
}

/** The class of the part in a field, when it was declared. */
export function partAt(type: new (...args: never[]) => object, propertyName: string): unknown {
  const part = Reflect.getMetadata(PART, type.prototype as object, propertyName) as (() => unknown) | undefined;
  return part?.();
}

/** Several property decorators as one, applied from left to right. */
export function all(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, propertyName) => {
    for (const decorate of decorators) decorate(target, propertyName);
  };
}
