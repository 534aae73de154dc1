import { describe, expect, it } from '@jest/globals';
import { IsISO8601, IsInt, IsOptional, IsString, Max, Min, ValidateIf, ValidateNested } from 'class-validator';
import { ListOf, Nested, OptionalText, Text } from '../http/fields.js';
import { schemasOf } from './schema-of.js';

class Leaf {
  @Text({ max: 3 }) name!: string;
}

class Tree extends Leaf {
  @Nested(() => Leaf) leaf!: Leaf;
  @ListOf(() => Leaf, { max: 2 }) leaves!: Leaf[];
  @OptionalText({ max: 4, doc: 'A remark' }) remark?: string;
  @IsInt() @Min(1) @Max(5) height!: number;
  @IsOptional() @IsString() nickname?: string | null;
}

describe('schemasOf', () => {
  it('derives a class, what it inherits and what it holds', () => {
    const { name, schemas } = schemasOf(Tree);
    expect(name).toBe('Tree');
    expect(Object.keys(schemas).sort()).toEqual(['Leaf', 'Tree']);
    expect(schemas['Tree']).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: {
        name: { type: 'string', maxLength: 3 },
        leaf: { type: 'object', $ref: '#/components/schemas/Leaf' },
        leaves: { type: 'array', maxItems: 2, items: { $ref: '#/components/schemas/Leaf' } },
        remark: { description: 'A remark' },
        height: { type: 'integer', minimum: 1, maximum: 5 },
        nickname: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
    });
    expect([...(schemas['Tree']?.['required'] as string[])].sort()).toEqual(['height', 'leaf', 'leaves', 'name']);
  });

  it('refuses what JSON Schema can not say', () => {
    class Dated {
      @IsISO8601() at!: string;
    }
    class Sometimes {
      @ValidateIf((object: Sometimes) => object.a === 'x') @IsString() a!: string;
    }
    class Grouped {
      @IsString({ groups: ['one'] }) a!: string;
    }
    class Lone {
      @IsString({ each: true }) a!: string[];
    }
    class Loose {
      @ValidateNested() a!: Leaf;
    }
    expect(() => schemasOf(Dated)).toThrow('Dated.at has no JSON Schema for the rule isIso8601');
    expect(() => schemasOf(Sometimes)).toThrow('Sometimes.a has a condition');
    expect(() => schemasOf(Grouped)).toThrow('Grouped.a is validated in some cases only');
    expect(() => schemasOf(Lone)).toThrow('Lone.a has rules for each item and lacks @IsArray()');
    expect(() => schemasOf(Loose)).toThrow('Loose.a is nested');
  });

  it('refuses two classes of one name', () => {
    const other = (() => {
      class Leaf {
        @Text({ max: 9 }) other!: string;
      }
      return Leaf;
    })();
    schemasOf(Leaf);
    expect(() => schemasOf(other)).toThrow('two request classes are called Leaf');
  });
});
