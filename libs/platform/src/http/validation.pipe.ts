import { DomainError, type FieldError } from '@evidesk/kernel';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { ValidateFunction } from 'ajv';
import { declaresFields, schemasOf } from '../openapi/schema-of.js';
import { createAjv } from './ajv.js';
import { toFieldErrors } from './field-errors.js';
import type { FieldsClass } from './fields.js';

/** Where a value comes from: texts of a query or path are turned into numbers and flags, those of a body are not. */
export type Source = 'body' | 'query' | 'param';

const COMPILERS = { body: createAjv(), query: createAjv({ coerce: true }) };

/**
 * What a context knows of a body beyond its schema: the lists and forms of the process profile. Asked only about a
 * body that its schema has refused, so that the caller is told of everything at once; the domain checks the others.
 */
export interface BodyCheck {
  readonly type: FieldsClass;
  errors(body: Readonly<Record<string, unknown>>): readonly FieldError[];
}

/** Dependency-injection token of the body checks, a list. */
export const BODY_CHECKS = Symbol('BodyChecks');

/**
 * Checks bodies, queries and path parameters against the schema derived from their class.
 * What passes is the plain object itself: request classes declare fields, not behaviour.
 */
export class ValidationPipe implements PipeTransform {
  private readonly body = new Map<unknown, ValidateFunction | undefined>();
  private readonly query = new Map<unknown, ValidateFunction | undefined>();
  private readonly checks: ReadonlyMap<unknown, BodyCheck>;

  constructor(checks: readonly BodyCheck[] = []) {
    this.checks = new Map(checks.map((check) => [check.type, check]));
  }

  /** Derives and compiles ahead of the first request. @throws Error when a class can't be said in JSON Schema */
  prepare(type: unknown, source: Source): void {
    this.validatorOf(type, source);
  }

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { type } = metadata;
    if (type === 'custom' || metadata.data !== undefined) return value;
    const validate = this.validatorOf(metadata.metatype, type);
    if (validate === undefined) return value;
    // No body at all is an empty one, so that the caller learns which fields are missing.
    const given = value ?? {};
    if (validate(given)) return given;
    throw new DomainError(
      'invalid',
      'request.invalid',
      `the ${nameOf(type)} is not acceptable`,
      {},
      this.withChecks(toFieldErrors(validate.errors ?? []), given, metadata.metatype),
    );
  }

  /** The errors of the schema, and those of the context in fields that the schema has nothing against. */
  private withChecks(errors: readonly FieldError[], given: unknown, type: unknown): readonly FieldError[] {
    const check = this.checks.get(type);
    if (check === undefined || typeof given !== 'object' || given === null || Array.isArray(given)) return errors;
    const pointers = new Set(errors.map(({ pointer }) => pointer));
    const more = check
      .errors(given as Readonly<Record<string, unknown>>)
      .filter(({ pointer }) => !pointers.has(pointer));
    return [...errors, ...more];
  }

  private validatorOf(type: unknown, source: Source): ValidateFunction | undefined {
    const known = source === 'body' ? this.body : this.query;
    if (known.has(type)) return known.get(type);
    const validate = declaresFields(type) ? compile(type, source === 'body' ? 'body' : 'query') : undefined;
    known.set(type, validate);
    return validate;
  }
}

function compile(type: FieldsClass, source: 'body' | 'query'): ValidateFunction {
  const { name, schemas } = schemasOf(type);
  return COMPILERS[source].compile({ $ref: `#/components/schemas/${name}`, components: { schemas } });
}

function nameOf(source: Source): string {
  return source === 'param' ? 'path' : source;
}
