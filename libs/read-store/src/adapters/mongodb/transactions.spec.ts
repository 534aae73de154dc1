import { Long, MongoError, MongoServerError } from 'mongodb';
import { refusal } from '../../contract/fixtures.js';
import { Connection, supportsTransactions } from './connection.js';
import type { PreparedWrite } from './model.js';
import { commitInTransaction, type TransactionalConnection } from './transactions.js';

type Call = readonly [what: string, ...details: unknown[]];

/** Answers as it is told to and writes down what it is asked. No server: its transactions only run the work. */
class ScriptedFakeConnection {
  readonly calls: Call[] = [];
  view: object | null = { active: 1, next: 2 };
  checkpoint: object | null = null;
  /** What the first attempts end with, as withTransaction would see it. */
  readonly failures: Error[] = [];

  readonly views = { findOne: async () => this.view };
  readonly checkpoints = {
    findOne: async () => this.checkpoint,
    replaceOne: async (filter: object, replacement: object, options: { session: unknown; upsert: boolean }) => {
      this.calls.push(['checkpoint', filter, replacement, options]);
    },
  };

  table(collection: string, generation: number): object {
    return {
      bulkWrite: async (operations: object[], options: object) => {
        const failure = this.failures.shift();
        if (failure) throw failure;
        this.calls.push(['write', collection, generation, operations, options]);
      },
    };
  }

  async transaction(work: (session: never) => Promise<void>): Promise<void> {
    for (;;) {
      this.calls.push(['begin']);
      try {
        await work('session' as never);
        this.calls.push(['commit']);
        return;
      } catch (error) {
        this.calls.push(['abort']);
        if (!(error instanceof MongoError) || !error.hasErrorLabel('TransientTransactionError')) throw error;
      }
    }
  }
}

const commit = { view: 'queue', generation: 1, fence: 3, position: '7', writes: [] };
const writes: readonly PreparedWrite[] = [
  { kind: 'put', collection: 'tickets', id: 'a', doc: '{"id":"a"}', i: { f0: '0' } },
  { kind: 'delete', collection: 'tickets', id: 'b' },
];
const run = (fake: ScriptedFakeConnection): Promise<void> =>
  commitInTransaction(fake as unknown as TransactionalConnection, commit, writes);

const whole: readonly Call[] = [
  ['begin'],
  [
    'checkpoint',
    { _id: 'queue@1' },
    { view: 'queue', generation: 1, position: '7', fence: 3 },
    { session: 'session', upsert: true },
  ],
  [
    'write',
    'tickets',
    1,
    [
      {
        replaceOne: { filter: { _id: 'a' }, replacement: { _p: '7', i: { f0: '0' }, doc: '{"id":"a"}' }, upsert: true },
      },
      { deleteOne: { filter: { _id: 'b' } } },
    ],
    { session: 'session', ordered: false },
  ],
  ['commit'],
];

describe('a commit in one transaction, against a scripted fake', () => {
  it('writes checkpoint and documents in one session', async () => {
    const fake = new ScriptedFakeConnection();
    await run(fake);
    expect(fake.calls).toEqual(whole);
  });

  it('is whole again when the server asks to repeat it', async () => {
    const fake = new ScriptedFakeConnection();
    const conflict = new MongoServerError({ message: 'WriteConflict', code: 112 });
    conflict.addErrorLabel('TransientTransactionError');
    fake.failures.push(conflict);
    await run(fake);
    expect(fake.calls).toEqual([...whole.slice(0, 2), ['abort'], ...whole]);
  });

  it.each([
    ['an older fence', { checkpoint: { fence: 4, position: '1' } }],
    ['a position before the checkpoint', { checkpoint: { fence: 3, position: '8' } }],
    ['a generation that is no longer wanted', { view: { active: 5, next: null } }],
    ['a view that is gone', { view: null }],
  ])('is fenced out with %s, and writes nothing', async (_, script) => {
    const fake = Object.assign(new ScriptedFakeConnection(), script);
    expect(await refusal(run(fake))).toBe('FencedOut');
    expect(fake.calls).toEqual([['begin'], ['abort']]);
  });

  it('is to be tried again when two are the first of a generation', async () => {
    const fake = new ScriptedFakeConnection();
    fake.failures.push(new MongoServerError({ message: 'E11000', code: 11000 }));
    expect(await refusal(run(fake))).toBe('StoreUnavailable');
  });
});

describe('supportsTransactions', () => {
  it.each([
    ['a replica set', { setName: 'rs0', maxWireVersion: 21 }, true],
    ['a sharded cluster', { msg: 'isdbgrid' }, true],
    ['a standalone server', { isWritablePrimary: true, maxWireVersion: 21, localTime: Long.ZERO }, false],
  ])('knows %s', (_, hello, expected) => {
    expect(supportsTransactions(hello)).toBe(expected);
  });
});

describe('a server that is away', () => {
  it('is StoreUnavailable within the time that choosing a server takes', async () => {
    const connection = new Connection('mongodb://127.0.0.1:1/evidesk', undefined);
    const start = performance.now();
    expect(await refusal(connection.use(() => connection.ping()))).toBe('StoreUnavailable');
    expect(await refusal(connection.use(() => connection.hasTransactions()))).toBe('StoreUnavailable');
    expect(performance.now() - start).toBeLessThan(9000);
    await connection.close();
  });
});
