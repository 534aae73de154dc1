import type { EventRow } from './rows.js';
import { SharedPages } from './shared-pages.js';

describe('SharedPages', () => {
  const rows: EventRow[] = [];
  let reads: number;
  let shared: SharedPages;
  const append = (count: number): void => {
    for (let n = 0; n < count; n += 1) {
      const position = rows.length + 1;
      const stream = position % 2 === 0 ? 'incident-1' : 'change-1';
      rows.push([position, stream, position, 'test.recorded.v1', 'hash', '{}', '{}']);
    }
  };
  const page = (after: number, prefix?: string, limit = 1_000) => {
    const filter = prefix === undefined ? undefined : { streamPrefixes: [prefix] };
    const found = shared.page(after, rows.at(-1)?.[0] ?? 0, filter, limit);
    return (
      found && {
        positions: found.events.map((event) => Number(event.position)),
        at: Number(found.position),
        atHead: found.atHead,
      }
    );
  };
  beforeEach(() => {
    rows.length = 0;
    reads = 0;
    shared = new SharedPages((after, limit) => {
      reads += 1;
      return rows.filter(([position]) => position > after).slice(0, limit);
    });
  });

  it('reads once what many ask for, each by his own filter and limit', () => {
    append(6);
    expect(page(0)).toEqual({ positions: [1, 2, 3, 4, 5, 6], at: 6, atHead: true });
    expect(page(0, 'incident-')).toEqual({ positions: [2, 4, 6], at: 6, atHead: true });
    expect(page(2, 'change-', 1)).toEqual({ positions: [3], at: 3, atHead: false });
    expect(page(6)).toEqual({ positions: [], at: 6, atHead: true });
    expect(reads).toBe(1);
    append(1);
    expect(page(3, 'change-')).toEqual({ positions: [5], at: 6, atHead: false });
    expect(page(6, 'change-')).toEqual({ positions: [7], at: 7, atHead: true });
    expect(page(5)).toEqual({ positions: [6, 7], at: 7, atHead: true });
    expect(reads).toBe(2);
  });

  it('reads once for those who catch up together, and leaves to themselves those who are behind them', () => {
    append(20_000);
    expect(page(0)).toBeUndefined();
    for (let after = 0; after < 10_000; after += 1_000) {
      expect(page(after)?.at).toBe(after + 1_000);
      expect(page(after, 'change-')?.positions).toHaveLength(500);
    }
    expect(reads).toBe(10);
    expect(page(9_500)?.positions).toHaveLength(500);
    expect(page(1_000)).toBeUndefined();
    expect(page(10_001)).toBeUndefined();
    expect(page(10_000)?.at).toBe(11_000);
    expect(reads).toBe(11);
  });

  it('leaves one who is alone to himself, and moves to where two ask for the same', () => {
    append(20_000);
    for (let after = 0; after < 10_000; after += 1_000) expect(page(after)).toBeUndefined();
    expect(reads).toBe(0);
    expect(page(9_000)?.at).toBe(10_000);
    expect(page(4_000)?.at).toBe(5_000);
    expect(page(9_500)).toBeUndefined();
  });

  it('keeps those who are up to date apart from those who catch up', () => {
    append(9_000);
    page(0);
    expect(page(0)?.at).toBe(1_000);
    expect(page(6_999)).toBeUndefined();
    expect(page(7_000)?.at).toBe(8_000);
    expect(page(8_500)?.at).toBe(9_000);
    expect(page(7_500)?.at).toBe(8_500);
    expect(page(8_500)?.positions).toHaveLength(500);
  });

  it('holds no more than it needs, and loses nobody who is near', () => {
    for (let n = 0; n < 20; n += 1) {
      append(1_000);
      const after = rows.length - 1_000;
      expect(page(after)).toMatchObject({ at: rows.length, atHead: true });
      if (n > 0) expect(page(after - 1_000, undefined, 1)?.positions).toEqual([after - 999]);
    }
  });

  it('can’t serve a file with a gap, nor one that was put back', () => {
    append(5);
    rows.splice(2, 1);
    expect(page(0)).toBeUndefined();
    append(3);
    expect(page(0)).toBeUndefined();
    rows.length = 0;
    append(2);
    expect(page(5)).toBeUndefined();
    expect(page(1)).toMatchObject({ positions: [2] });
  });
});
