import { randomBytes } from 'node:crypto';
import type { KeyRequest, KeyStore, KnownPerson, PersonKey } from '../../port.js';

const KEY_BYTES = 32;
const MOST_FOUND = 100;

interface Kept {
  generation: number;
  readonly keys: Map<number, Buffer>;
  readonly marks: Set<string>;
}

/** Keys in memory: the model of the others, and for desks that keep nothing. */
export function openMemoryKeyStore(): KeyStore {
  const secret = randomBytes(KEY_BYTES);
  const persons = new Map<string, Kept>();
  let destructions = 0;
  const known = (person: string, { generation, keys }: Kept): KnownPerson => ({
    person,
    generation,
    hasKey: keys.size > 0,
  });
  const keyFor = ({ person, marks }: KeyRequest): PersonKey => {
    const kept: Kept = persons.get(person) ?? { generation: 0, keys: new Map(), marks: new Set() };
    persons.set(person, kept);
    if (kept.keys.size === 0) {
      kept.generation += 1;
      kept.keys.set(kept.generation, randomBytes(KEY_BYTES));
    }
    for (const mark of marks) kept.marks.add(mark);
    return { person, generation: kept.generation, key: kept.keys.get(kept.generation) as Buffer };
  };
  return {
    secret: async () => secret,
    keysFor: async (requests) => requests.map(keyFor),
    find: async (references) =>
      references.flatMap(({ person, generation }) => {
        const key = persons.get(person)?.keys.get(generation);
        return key === undefined ? [] : [{ person, generation, key }];
      }),
    person: async (person) => {
      const kept = persons.get(person);
      return kept && known(person, kept);
    },
    withMarks: async (marks) =>
      [...persons]
        .filter(([, kept]) => marks.length > 0 && marks.every((mark) => kept.marks.has(mark)))
        .slice(0, MOST_FOUND)
        .map(([person, kept]) => known(person, kept)),
    async destroy(person, upTo) {
      const kept = persons.get(person);
      if (kept === undefined) return 0;
      const gone = [...kept.keys.keys()].filter((generation) => generation <= upTo);
      for (const generation of gone) kept.keys.delete(generation);
      if (kept.keys.size === 0) kept.marks.clear();
      if (gone.length > 0) destructions += 1;
      return gone.length;
    },
    epoch: async () => destructions,
    close: async () => undefined,
  };
}
