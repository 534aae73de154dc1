import { randomBytes } from 'node:crypto';
import { isDuplicateKey, MongoServer } from '@evidesk/mongo';
import { Binary } from 'mongodb';
import type { KeyReference, KeyRequest, KeyStore, KnownPerson, PersonKey } from '../../port.js';

const KEY_BYTES = 32;
const MOST_FOUND = 100;

interface PersonDocument {
  readonly _id: string;
  readonly generation: number;
  /** Absent once the person is erased. */
  readonly key?: Binary;
  readonly marks?: readonly string[];
}

interface DeskDocument {
  readonly _id: 'secret' | 'epoch';
  readonly value?: Binary;
  readonly count?: number;
}

export interface MongoKeyStoreOptions {
  readonly url: string;
  /** A database of its own, so that it can be kept, and backed up, apart from what is sealed. */
  readonly database: string;
}

/** Keys in MongoDB: one document a person, with the one key that is in use; what is destroyed is taken out of it. */
export function mongoKeyStore({ url, database }: MongoKeyStoreOptions): KeyStore {
  const server = new MongoServer({
    url,
    database,
    store: 'key-store',
    driver: {
      // A key has to be there for whoever reads next, wherever he asks, before anything is sealed with it.
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      readPreference: 'primary',
    },
  });
  const persons = server.db.collection<PersonDocument>('persons');
  const desk = server.db.collection<DeskDocument>('desk');
  let indexed: Promise<unknown> | undefined;
  /** Asked for once; again where the server was away. */
  const hasIndex = (): Promise<unknown> =>
    (indexed ??= persons.createIndex({ marks: 1 }).catch((error: unknown) => {
      indexed = undefined;
      throw error;
    }));

  const known = ({ _id, generation, key }: PersonDocument): KnownPerson => ({
    person: _id,
    generation,
    hasKey: key !== undefined,
  });
  const held = ({ _id, generation, key }: PersonDocument): PersonKey[] =>
    key === undefined ? [] : [{ person: _id, generation, key: Buffer.from(key.buffer) }];

  const made = async ({ person, marks }: KeyRequest): Promise<PersonKey> => {
    const key = new Binary(randomBytes(KEY_BYTES));
    const mark = { $addToSet: { marks: { $each: [...marks] } } };
    const options = { upsert: true, returnDocument: 'after' } as const;
    const first = await persons
      .findOneAndUpdate(
        { _id: person, key: { $exists: false } },
        { $inc: { generation: 1 }, $set: { key }, ...mark },
        options,
      )
      .catch(unlessThere);
    const document =
      first ??
      (await persons.findOneAndUpdate({ _id: person, key: { $exists: true } }, mark, { returnDocument: 'after' }));
    const [found] = document === null ? [] : held(document);
    // Destroyed between the two looks: there is room for the next.
    return found ?? made({ person, marks });
  };

  return {
    secret: () =>
      server.use(async () => {
        const fresh = new Binary(randomBytes(KEY_BYTES));
        const found = await desk
          .findOneAndUpdate(
            { _id: 'secret' },
            { $setOnInsert: { value: fresh } },
            { upsert: true, returnDocument: 'after' },
          )
          .catch(unlessThere);
        const value = (found ?? (await desk.findOne({ _id: 'secret' })))?.value;
        if (value === undefined) throw server.away();
        return Buffer.from(value.buffer);
      }),
    keysFor: (requests) =>
      server.use(async () => {
        await hasIndex();
        return Promise.all(requests.map(made));
      }),
    find: (references: readonly KeyReference[]) =>
      server.use(async () => {
        const ids = [...new Set(references.map(({ person }) => person))];
        const found = new Map<string, PersonKey>();
        for (const document of await persons.find({ _id: { $in: ids } }).toArray())
          for (const key of held(document)) found.set(key.person, key);
        return references.flatMap(({ person, generation }) => {
          const key = found.get(person);
          return key?.generation === generation ? [key] : [];
        });
      }),
    person: (person) =>
      server.use(async () => {
        const document = await persons.findOne({ _id: person });
        return document === null ? undefined : known(document);
      }),
    withMarks: (marks) =>
      server.use(async () => {
        if (marks.length === 0) return [];
        const documents = await persons
          .find({ marks: { $all: [...marks] } })
          .sort({ _id: 1 })
          .limit(MOST_FOUND)
          .toArray();
        return documents.map(known);
      }),
    destroy: (person, upTo) =>
      server.use(async () => {
        const which = { _id: person, generation: { $lte: upTo }, key: { $exists: true } };
        const { modifiedCount } = await persons.updateOne(which, { $unset: { key: '', marks: '' } });
        // Counted even where an earlier try has destroyed it and broke off here.
        await desk.updateOne({ _id: 'epoch' }, { $inc: { count: 1 } }, { upsert: true });
        return modifiedCount;
      }),
    epoch: () => server.use(async () => (await desk.findOne({ _id: 'epoch' }))?.count ?? 0),
    close: () => server.close(),
  };
}

/** Another process was faster, or it was there already. */
function unlessThere(error: unknown): null {
  if (isDuplicateKey(error)) return null;
  throw error;
}
