import { type Likeness, ranked } from './ranking.js';

const thing = (id: string, at: number) => ({ id, at });
const newestFirst = (a: { readonly at: number }, b: { readonly at: number }) => b.at - a.at;

describe('the rank of what matches', () => {
  it('S1-51 puts the same symptom before the same item, that before the same category, and says all of it', () => {
    const [one, two, three] = [thing('one', 1), thing('two', 2), thing('three', 3)];
    const found: (readonly [typeof one, Likeness])[] = [
      [three, { by: 'category' }],
      [one, { by: 'symptom' }],
      [two, { by: 'ci' }],
      [one, { by: 'category' }],
      [three, { by: 'words', words: ['upload'] }],
    ];
    expect(ranked(found, newestFirst)).toEqual([
      { found: one, reasons: [{ by: 'symptom' }, { by: 'category' }] },
      { found: two, reasons: [{ by: 'ci' }] },
      { found: three, reasons: [{ by: 'category' }, { by: 'words', words: ['upload'] }] },
    ]);
  });

  it('puts the newest first among what is alike as much', () => {
    const found = [thing('old', 1), thing('new', 2)].map((each) => [each, { by: 'ci' } as const] as const);
    expect(ranked(found, newestFirst).map((match) => match.found.id)).toEqual(['new', 'old']);
  });
});
