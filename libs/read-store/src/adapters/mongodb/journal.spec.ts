import fc from 'fast-check';
import { compareValues } from '../../core/values.js';
import { encodeValue } from './encoding.js';
import { partsOf } from './journal.js';

const value = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.string({ unit: 'binary' }),
);

describe('encodeValue', () => {
  it('keeps the order of index values, byte by byte', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(encodeValue(a)), Buffer.from(encodeValue(b)));
        expect(Math.sign(bytes)).toBe(Math.sign(compareValues(a, b)));
      }),
    );
  });
});

describe('partsOf', () => {
  it('splits text into pieces of whole characters that join to the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 5 }), (text, size) => {
        const parts = partsOf(text, size);
        expect(parts.map((part) => Buffer.from(part).toString()).join('')).toBe(text);
      }),
    );
  });
});
