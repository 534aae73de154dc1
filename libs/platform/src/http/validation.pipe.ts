import { DomainError } from '@evidesk/kernel';
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
 * Checks bodies, queries and path parameters against the schema derived from their class.
 * What passes is the plain object itself: request classes declare fields, not behaviour.
 */
export class ValidationPipe implements PipeTransform {
  private readonly body = new Map<unknown, ValidateFunction | undefined>();
  private readonly query = new Map<unknown, ValidateFunction | undefined>();

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
      toFieldErrors(validate.errors ?? []),
    );
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
