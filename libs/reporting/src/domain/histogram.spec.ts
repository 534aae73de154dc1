import fc from 'fast-check';
import { boundsOf, bucketOf, percentileOf } from './histogram.js';

const duration = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 400 * 86_400_000 }));
const counted = (values: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(bucketOf(value), (counts.get(bucketOf(value)) ?? 0) + 1);
  return counts;
};

describe('Buckets of durations', () => {
  it('S0-91 each holds its duration, and is no wider than a sixteenth of it', () => {
    fc.assert(
      fc.property(duration, (ms) => {
        const { low, high } = boundsOf(bucketOf(ms));
        expect(low).toBeLessThanOrEqual(ms);
        expect(ms).toBeLessThan(high);
        expect(high - low).toBeLessThanOrEqual(Math.max(1_000, low / 16));
      }),
    );
  });

  it('longer ones come later, without gaps', () => {
    for (let bucket = 0; bucket < 400; bucket += 1) {
      expect(boundsOf(bucket).high).toBe(boundsOf(bucket + 1).low);
      expect(bucketOf(boundsOf(bucket).low)).toBe(bucket);
    }
  });
});

describe('Percentiles', () => {
  it('S0-91 the bucket has the value of nearest rank in it', () => {
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0.5, 0.9, 1),
        (values, share) => {
          const exact = [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] as number;
          const { count, low, high } = percentileOf(counted(values), share);
          expect(count).toBe(values.length);
          expect(low).toBeLessThanOrEqual(exact);
          expect(exact).toBeLessThan(high as number);
        },
      ),
    );
  });

  it('S0-91 of ten: the median is the fifth, p90 the ninth', () => {
    const counts = counted([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((s) => s * 1_000));
    expect(percentileOf(counts, 0.5)).toEqual({ count: 10, value: 5_500, low: 5_000, high: 6_000 });
    expect(percentileOf(counts, 0.9)).toEqual({ count: 10, value: 9_500, low: 9_000, high: 10_000 });
  });

  it('of nothing is nothing', () => {
    expect(percentileOf(new Map(), 0.5)).toEqual({ count: 0, value: null, low: null, high: null });
  });
});
