import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import * as field from '../http/fields.js';
import { ValidationPipe } from '../http/validation.pipe.js';

enum Level {
  Low = 'low',
  High = 'high',
}

class Part {
  @field.Text({ max: 5 }) name!: string;
  @field.OptionalWhole({ min: 0 }) weight?: number;
}

class Ours {
  @field.Text({ max: 8 }) text!: string;
  @field.Text({ min: 0, max: 3 }) note!: string;
  @field.Text({ max: 6, pattern: '^[A-Z]+-[0-9]+$' }) number!: string;
  @field.Markdown(10) markdown!: string;
  @field.Name() name!: string;
  @field.Id() id!: string;
  @field.InstantField() at!: string;
  @field.Flag() flag!: boolean;
  @field.Choice(['a', 'b']) choice!: string;
  @field.Choices(['a', 'b', 'c']) choices!: string[];
  @field.Whole({ min: -1, max: 9 }) whole!: number;
  @field.Quantity({ min: 0 }) quantity!: number;
  @field.TextList({ max: 2, each: { max: 4 } }) list!: string[];
  @field.Extra({ maxKeys: 2, maxLength: 5 }) extra!: Record<string, string | number | boolean>;
  @field.Nested(() => Part) part!: Part;
  @field.ListOf(() => Part, { max: 2 }) parts!: Part[];
  @field.OptionalText({ max: 4 }) maybe?: string;
  @field.OptionalNested(() => Part) maybePart?: Part;
  @field.OptionalListOf(() => Part, { max: 1 }) maybeParts?: Part[];
}

class Theirs {
  @IsString() @MinLength(1) @MaxLength(4) text!: string;
  @Length(2, 3) length!: string;
  @Matches(/^[a-z]+$/) matches!: string;
  @IsIn(['x', 1, true]) oneOf!: string | number | boolean;
  @IsEnum(Level) level!: Level;
  @IsBoolean() flag!: boolean;
  @IsInt() @Min(0) @Max(9) whole!: number;
  @IsNumber() @Min(-0.5) number!: number;
  @IsUUID() id!: string;
  @IsEmail() email!: string;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(2) @IsString({ each: true }) @MaxLength(3, { each: true }) list!: string[];
  @IsObject() object!: object;
  @IsOptional() @IsInt() maybe?: number | null;
}

const UUID = '0190a1b2-0000-7000-8000-000000000001';
const text = fc.oneof(
  // Variation selectors are left out: class-validator's own length rules don't count them, JSON Schema does.
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('a', 'Z', '-', '1', ' ', '\n', '\t', '\u0000', '\u007f', '木', '😀'),
    maxLength: 12,
  }),
  fc.constantFrom('a', 'b', 'x', 'low', 'LOW', 'AB-12', 'A-1', 'ab', '', UUID, UUID.toUpperCase(), 'a@b.io', 'a@b'),
);
const instant = fc.constantFrom(
  '2026-11-21T08:30:00Z',
  '2026-11-21T08:30:00.123+08:00',
  '2024-02-29T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21T08:30:00',
  '2026-11-21',
  '9999-12-31T23:59:59-01:00',
);
const scalar = fc.oneof(
  text,
  instant,
  fc.integer({ min: -3, max: 12 }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
);
const part: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name: fc.oneof(text, scalar), weight: scalar }, { requiredKeys: [] }) },
  fc.record({ name: text, other: scalar }),
  scalar,
  fc.array(fc.record({ name: text }), { maxLength: 2 }),
);
const goodPart = fc.record({ name: fc.constantFrom('p', 'q') });
const parts = fc.oneof(fc.array(goodPart, { maxLength: 3 }), fc.array(part, { maxLength: 3 }), part);
const goodText = fc.constantFrom('a', 'b', 'c', 'abc');
const list = fc.oneof(
  fc.array(goodText, { maxLength: 4 }),
  fc.array(fc.oneof({ weight: 3, arbitrary: text }, scalar), { maxLength: 4 }),
  scalar,
);
const goodKey = fc.constantFrom('a', 'b', 'c', 'k.1');
const record = fc.oneof(
  fc.dictionary(goodKey, goodText, { maxKeys: 3 }),
  fc.dictionary(fc.constantFrom('a', 'bB', '-', 'k.1'), fc.oneof(scalar, list), { maxKeys: 3 }),
  scalar,
  list,
);
const number = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.double({ min: -2, max: 12 }), scalar);
const anything = fc.oneof(scalar, part, list, record);

/** A good value, with some of its fields changed, left out or added. */
function around(good: object): fc.Arbitrary<{ [key: string]: unknown }> {
  const byField: { readonly [name: string]: fc.Arbitrary<unknown> } = {
    whole: number,
    quantity: number,
    number,
    part,
    maybePart: part,
    parts,
    maybeParts: parts,
    list,
    choices: list,
    extra: record,
    object: record,
  };
  const names = [...Object.keys(good), 'maybe', 'maybePart', 'maybeParts', 'unknown'];
  const change = fc
    .constantFrom(...names)
    .chain((name) =>
      fc.oneof({ weight: 4, arbitrary: byField[name] ?? scalar }, anything).map((value) => [name, value] as const),
    );
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const changed: { [key: string]: unknown } = { ...good, ...Object.fromEntries(changes) };
    // As JSON would bring it: what is undefined is not there.
    return JSON.parse(JSON.stringify(changed)) as { [key: string]: unknown };
  });
}

const pipe = new ValidationPipe();

function schemaAccepts(type: new () => object, value: unknown): boolean {
  try {
    pipe.transform(structuredClone(value), { type: 'body', metatype: type });
    return true;
  } catch {
    return false;
  }
}

function classAccepts(type: new () => object, value: object): boolean {
  return (
    validateSync(plainToInstance(type, structuredClone(value)), { whitelist: true, forbidNonWhitelisted: true })
      .length === 0
  );
}

const goodOurs: Ours = {
  text: 'hello',
  note: '',
  number: 'AB-12',
  markdown: '*hi*\nyou',
  name: 'l1',
  id: UUID,
  at: '2026-11-21T08:30:00Z',
  flag: true,
  choice: 'a',
  choices: ['a', 'c'],
  whole: 3,
  quantity: 1.5,
  list: ['a'],
  extra: { a: 1, bB: 'x' },
  part: { name: 'p' },
  parts: [{ name: 'q', weight: 1 }],
};
const goodTheirs: Theirs = {
  text: 'abc',
  length: 'ab',
  matches: 'abc',
  oneOf: 1,
  level: Level.Low,
  flag: false,
  whole: 4,
  number: 0.5,
  id: UUID,
  email: 'a@b.io',
  list: ['a'],
  object: {},
};

describe('class-validator and the derived schema', () => {
  it.each([
    ['our decorators', Ours, goodOurs],
    ['class-validator’s own', Theirs, goodTheirs],
  ] as const)('accept the same: %s', (_name, type, good) => {
    expect([schemaAccepts(type, good), classAccepts(type, good)]).toEqual([true, true]);
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(around(good), (value) => {
        const bySchema = schemaAccepts(type, value);
        if (bySchema) accepted += 1;
        else refused += 1;
        expect({ value, accepted: bySchema }).toEqual({ value, accepted: classAccepts(type, value) });
      }),
      { numRuns: 2000 },
    );
    // Without both, agreement would mean little.
    expect(Math.min(accepted, refused)).toBeGreaterThan(200);
  });
});
