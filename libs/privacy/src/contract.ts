import { afterAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { KeyStore } from './port.js';

/** What every key store must do. `open` makes a store; called again, one on the same keys, unless those end with it. */
export function keyStoreContract(
  name: string,
  harness: { open(): KeyStore; readonly outlives: boolean; dispose(): Promise<void> },
): void {
  describe(`KeyStore on ${name}`, () => {
    const opened: KeyStore[] = [];
    const opening = (): KeyStore => {
      const store = harness.open();
      opened.push(store);
      return store;
    };
    const someone = () => `p_${randomUUID()}`;

    afterAll(async () => {
      await Promise.all(opened.map((store) => store.close()));
      await harness.dispose();
    });

    it('makes a key of 256 bits for each person once, and the same for all who ask at once', async () => {
      const store = opening();
      const [one, other] = [someone(), someone()];
      const asked = await Promise.all([
        store.keysFor([{ person: one, marks: [] }]),
        store.keysFor([
          { person: other, marks: [] },
          { person: one, marks: [] },
        ]),
        store.keysFor([{ person: one, marks: [] }]),
      ]);
      const keys = asked.flat();
      expect(keys.map(({ person, generation }) => [person, generation])).toEqual([
        [one, 1],
        [other, 1],
        [one, 1],
        [one, 1],
      ]);
      expect(new Set(keys.map(({ key }) => key.toString('hex'))).size).toBe(2);
      expect(keys.every(({ key }) => key.length === 32)).toBe(true);
    });

    it('finds what is there, and leaves out what is not', async () => {
      const store = opening();
      const person = someone();
      const [key] = await store.keysFor([{ person, marks: [] }]);
      const found = await store.find([
        { person, generation: 2 },
        { person, generation: 1 },
        { person: someone(), generation: 1 },
      ]);
      expect(found).toEqual([key]);
      expect(await store.person(person)).toEqual({ person, generation: 1, hasKey: true });
      expect(await store.person(someone())).toBeUndefined();
    });

    it('destroys for good, once, tells by the epoch, and goes on with the next generation', async () => {
      const store = opening();
      const person = someone();
      const mark = randomUUID();
      const [first] = await store.keysFor([{ person, marks: [mark] }]);
      const epoch = await store.epoch();
      expect(await store.destroy(person, 1)).toBe(1);
      expect(await store.epoch()).not.toBe(epoch);
      expect(await store.find([{ person, generation: 1 }])).toEqual([]);
      expect(await store.person(person)).toEqual({ person, generation: 1, hasKey: false });
      expect(await store.withMarks([mark])).toEqual([]);
      const [second] = await store.keysFor([{ person, marks: [mark] }]);
      expect(second?.generation).toBe(2);
      expect(second?.key.equals(first?.key as Buffer)).toBe(false);
      // An erasure that is carried out again does not touch what came behind it.
      expect(await store.destroy(person, 1)).toBe(0);
      expect(await store.find([{ person, generation: 2 }])).toEqual([second]);
      expect(await store.withMarks([mark])).toEqual([{ person, generation: 2, hasKey: true }]);
    });

    it('destroys nothing of somebody whom it does not know', async () => {
      expect(await opening().destroy(someone(), 5)).toBe(0);
    });

    it('finds persons by all of their marks, also those that came later', async () => {
      const store = opening();
      const [one, other] = [someone(), someone()];
      const [shared, own, later] = [randomUUID(), randomUUID(), randomUUID()];
      await store.keysFor([{ person: one, marks: [shared, own] }]);
      await store.keysFor([{ person: other, marks: [shared] }]);
      await store.keysFor([{ person: one, marks: [later] }]);
      const persons = async (...marks: string[]) => (await store.withMarks(marks)).map(({ person }) => person).sort();
      expect(await persons(shared)).toEqual([one, other].sort());
      expect(await persons(shared, own)).toEqual([one]);
      expect(await persons(later)).toEqual([one]);
      expect(await persons(own, randomUUID())).toEqual([]);
      expect(await persons()).toEqual([]);
    });

    if (harness.outlives) {
      it('shows keys and destructions to another that is open on the same keys', async () => {
        const [store, other] = [opening(), opening()];
        const person = someone();
        const [key] = await store.keysFor([{ person, marks: [] }]);
        expect(await other.keysFor([{ person, marks: [] }])).toEqual([key]);
        expect((await other.secret()).equals(await store.secret())).toBe(true);
        await other.destroy(person, 1);
        expect(await store.epoch()).toBe(await other.epoch());
        expect(await store.find([{ person, generation: 1 }])).toEqual([]);
      });
    }

    it('keeps a secret of 256 bits', async () => {
      const store = opening();
      const secret = await store.secret();
      expect(secret.length).toBe(32);
      expect((await store.secret()).equals(secret)).toBe(true);
    });
  });
}
