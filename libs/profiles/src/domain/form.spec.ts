import fc from 'fast-check';
import type { JsonObject, JsonValue } from '@evidesk/kernel';
import type { Form, FormField } from '../contract/process-profile.js';
import { DEFAULT_MAX_LENGTH, validateForm } from './form.js';

const labels = (en: string) => ({ en, 'zh-CN': en });
const field = (name: string, type: FormField['type'], more: Partial<FormField> = {}): FormField => ({
  name,
  labels: labels(name),
  type,
  ...more,
});
const form = (...fields: FormField[]): Form => ({ labels: labels('form'), fields });
const codes = (of: Form, values: JsonObject) =>
  validateForm(of, values).map(({ pointer, code }) => `${pointer} ${code}`);

describe('validateForm', () => {
  it('S0-89 finds all errors at once', () => {
    const all = form(
      field('a', 'string', { required: true }),
      field('b', 'boolean'),
      field('c', 'instant'),
      field('d', 'choice', { options: ['x', 'y'] }),
      field('e', 'string', { maxLength: 3 }),
      field('f', 'number'),
    );
    const values = { b: 'no', c: '2026-02-30T00:00:00.000Z', d: 'z', e: 'long', f: 'NaN', g: 1 };
    expect(codes(all, values)).toEqual([
      '/a required',
      '/b wrong-type',
      '/c bad-instant',
      '/d not-an-option',
      '/e too-long',
      '/f wrong-type',
      '/g unknown',
    ]);
  });

  it.each([[undefined], [null], [''], [' \n\t'], ['　']])('S0-55 %j does not answer a required field', (value) => {
    expect(codes(form(field('a', 'markdown', { required: true })), { a: value })).toEqual(['/a required']);
  });

  it('takes false and 0 for answers', () => {
    const both = form(field('a', 'boolean', { required: true }), field('b', 'number', { required: true }));
    expect(codes(both, { a: false, b: 0 })).toEqual([]);
  });

  it('refuses null in an optional field, and takes undefined for absent', () => {
    expect(codes(form(field('a', 'string')), { a: null })).toEqual(['/a wrong-type']);
    expect(codes(form(field('a', 'string')), { a: undefined, b: undefined })).toEqual([]);
  });

  it('S0-66 requires a field only where the other has the value', () => {
    const conditional = form(
      field('resolved', 'boolean', { required: true }),
      field('reason', 'string', { requiredWhen: { field: 'resolved', is: false } }),
    );
    expect(codes(conditional, { resolved: false })).toEqual(['/reason required']);
    expect(codes(conditional, { resolved: true })).toEqual([]);
    expect(codes(conditional, {})).toEqual(['/resolved required']);
  });

  it('counts characters, so that rare Chinese characters count once', () => {
    const short = form(field('a', 'string', { maxLength: 2 }));
    expect(codes(short, { a: '𠮷𠮷' })).toEqual([]);
    expect(codes(short, { a: '𠮷𠮷𠮷' })).toEqual(['/a too-long']);
  });

  it.each(['string', 'markdown'] as const)('bounds a %s that sets no bound', (type) => {
    const of = form(field('a', type));
    expect(codes(of, { a: 'x'.repeat(DEFAULT_MAX_LENGTH[type]) })).toEqual([]);
    expect(codes(of, { a: 'x'.repeat(DEFAULT_MAX_LENGTH[type] + 1) })).toEqual(['/a too-long']);
  });

  it('is not fooled by names of every object', () => {
    const required = form(field('constructor', 'string', { required: true }));
    expect(codes(required, {})).toEqual(['/constructor required']);
    expect(codes(form(), JSON.parse('{"__proto__": 1}') as JsonObject)).toEqual(['/__proto__ unknown']);
  });

  it('escapes names in pointers', () => {
    expect(codes(form(), { 'a/b~c': 1 })).toEqual(['/a~1b~0c unknown']);
  });
});

describe('validateForm, for any form and any values', () => {
  const types: FormField['type'][] = ['string', 'markdown', 'boolean', 'instant', 'number', 'choice'];
  const forms = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc
            .record({ type: fc.constantFrom(...types), required: fc.boolean() })
            .map(({ type, required }) =>
              field(name, type, { required, ...(type === 'choice' ? { options: ['x', 'y'] } : {}) }),
            ),
        ),
      ),
    )
    .map((fields) => form(...fields));
  const values = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'f', 'g'), fc.jsonValue() as fc.Arbitrary<JsonValue>);
  const good: Readonly<Record<FormField['type'], JsonValue>> = {
    string: 'text',
    markdown: '**text**',
    boolean: false,
    instant: '2024-02-29T23:59:59.999Z',
    number: -0.5,
    choice: 'y',
  };

  it('S0-89 is total, reports each field at most once, and always the same', () => {
    fc.assert(
      fc.property(forms, values, (of, given) => {
        const errors = validateForm(of, given);
        expect(new Set(errors.map(({ pointer }) => pointer)).size).toBe(errors.length);
        expect(validateForm(of, given)).toEqual(errors);
      }),
    );
  });

  it('S0-89 reports every value that is no field, and every required field that is absent', () => {
    fc.assert(
      fc.property(forms, values, (of, given) => {
        const found = codes(of, given);
        const names = of.fields.map(({ name }) => name);
        for (const name of Object.keys(given)) if (!names.includes(name)) expect(found).toContain(`/${name} unknown`);
        for (const each of of.fields) {
          if (each.required === true && !(each.name in given)) expect(found).toContain(`/${each.name} required`);
        }
      }),
    );
  });

  it('S0-89 accepts a right answer in every field', () => {
    fc.assert(
      fc.property(forms, (of) => {
        expect(validateForm(of, Object.fromEntries(of.fields.map(({ name, type }) => [name, good[type]])))).toEqual([]);
      }),
    );
  });
});
