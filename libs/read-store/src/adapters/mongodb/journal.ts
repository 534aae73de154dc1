import { randomUUID } from 'node:crypto';
import { type Position, StoreUnavailable } from '@evidesk/kernel';
import { isDuplicateKey } from '@evidesk/mongo';
import { FencedOut } from '../../errors.js';
import type { Commit } from '../../port.js';
import type { Connection } from './connection.js';
import { generationKey, type JournalDocument, type PreparedWrite } from './model.js';
import { applyGuarded } from './writes.js';

/** A commit that was promised: its parts in the journal. */
interface Promised {
  readonly token: string;
  readonly fence: number;
  readonly position: Position;
  readonly writes: readonly PreparedWrite[];
}

/** Where a test may stop a commit, as a crash would. */
export type CommitStep = 'promised' | 'some-written' | 'written' | 'checkpointed';

export interface JournalOptions {
  /** Called at each step; what it throws ends the commit there. */
  readonly atStep?: (step: CommitStep) => void;
  /** How many documents go to the server at once. */
  readonly batch?: number;
  /** How many characters of JSON one part of the journal holds. */
  readonly partSize?: number;
}

const BATCH = 200;
/** Up to 3 bytes of UTF-8 a character: under BSON's 16 MB. */
const PART_SIZE = 4_000_000;
const RETRY_AFTER_MS = 300;

/**
 * Commits on a server without transactions. A commit is first promised in the journal, whole; then carried out: its
 * documents, each guarded by position, the checkpoint, guarded by fence and position; then the promise is taken away.
 * Whoever commits next, or reads documents to change them, carries out a promise that he finds, which changes nothing where
 * it was carried out already: so documents and checkpoint are together to all holders of the lease. Readers leave it to
 * them: who comes beside a holder that is at it would have to trust the server with guarding every document, and
 * FerretDB 1.24 lets an older one take the place of a newer that is written in the same moment.
 */
export class JournaledCommits {
  constructor(
    private readonly connection: Connection,
    private readonly options: JournalOptions = {},
  ) {}

  /** @throws FencedOut */
  async commit(commit: Commit, writes: readonly PreparedWrite[]): Promise<void> {
    const { view, generation, fence, position } = commit;
    const key = generationKey(view, generation);
    await this.settle(view, generation);
    const stored = await this.connection.checkpoints.findOne({ _id: key });
    if (stored && fence < stored.fence) throw new FencedOut(`${key}: fence ${fence} is older than ${stored.fence}`);
    if (stored && position < stored.position) throw new FencedOut(`${key} is at ${stored.position} already`);
    const promised = { token: randomUUID(), fence, position, writes };
    await this.promise(key, promised);
    this.options.atStep?.('promised');
    if (!(await this.carryOut(view, generation, promised))) throw new FencedOut(`${key}: a newer lease has committed`);
  }

  /** Carries out what was promised and not yet done. For the holder of the lease. */
  async settle(view: string, generation: number): Promise<void> {
    const promised = await this.pending(generationKey(view, generation));
    if (promised) await this.carryOut(view, generation, promised);
  }

  /** Forgets a generation. */
  async forget(view: string, generation: number): Promise<void> {
    const key = generationKey(view, generation);
    await this.connection.journal.deleteMany({ key });
    await this.connection.checkpoints.deleteOne({ _id: key });
  }

  private async promise(key: string, { token, fence, position, writes }: Promised): Promise<void> {
    const { journal } = this.connection;
    const bodies = partsOf(JSON.stringify(writes), this.options.partSize ?? PART_SIZE);
    const parts = bodies.length;
    const documents = bodies.map((body, part): JournalDocument => ({
      _id: part === 0 ? `${key}#0` : `${key}#${part}#${token}`,
      key,
      token,
      part,
      parts,
      fence,
      position,
      body,
    }));
    const [head, ...rest] = documents;
    for (const document of rest) await journal.insertOne(document);
    try {
      if (head) await journal.insertOne(head);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await journal.deleteMany({ key, token });
      // Two holders of one lease in the same moment: whoever is right will find it settled.
      throw new StoreUnavailable('read-store', RETRY_AFTER_MS, { cause: error });
    }
  }

  private async pending(key: string): Promise<Promised | undefined> {
    const { journal } = this.connection;
    const head = await journal.findOne({ _id: `${key}#0` });
    if (head === null) return undefined;
    const { token, fence, position } = head;
    const parts = head.parts === 1 ? [head] : await journal.find({ key, token }).sort({ part: 1 }).toArray();
    if (parts.length !== head.parts) {
      // Taken away this moment; or its parts were, as those of a holder whose lease had passed on.
      await journal.deleteOne({ _id: head._id, token });
      return undefined;
    }
    const writes = JSON.parse(parts.map(({ body }) => body).join('')) as readonly PreparedWrite[];
    return { token, fence, position, writes };
  }

  /** Whether it was carried out; `false` when someone has gone further under a newer lease. */
  private async carryOut(view: string, generation: number, promised: Promised): Promise<boolean> {
    const { token, fence, position, writes } = promised;
    const { checkpoints, journal } = this.connection;
    const key = generationKey(view, generation);
    const stored = await checkpoints.findOne({ _id: key });
    const wanted = !stored || (stored.fence <= fence && stored.position <= position);
    if (wanted) {
      await this.write(generation, writes, position);
      this.options.atStep?.('written');
    }
    const advanced = wanted && (await this.advance(key, { view, generation, position, fence }));
    if (advanced) this.options.atStep?.('checkpointed');
    // The head first: without it the other parts are nobody's promise.
    await journal.deleteOne({ _id: `${key}#0`, token });
    // Parts whose writer crashed before the head was there go too.
    await journal.deleteMany({ key, part: { $gt: 0 }, fence: { $lte: fence }, position: { $lte: position } });
    return advanced;
  }

  private async write(generation: number, writes: readonly PreparedWrite[], position: Position): Promise<void> {
    const size = this.options.batch ?? BATCH;
    for (const [collection, group] of byCollection(writes)) {
      const table = this.connection.table(collection, generation);
      for (let from = 0; from < group.length; from += size) {
        await applyGuarded(table, group.slice(from, from + size), position);
        this.options.atStep?.('some-written');
      }
    }
  }

  private async advance(
    key: string,
    checkpoint: { view: string; generation: number; position: Position; fence: number },
  ): Promise<boolean> {
    const { fence, position } = checkpoint;
    try {
      await this.connection.checkpoints.replaceOne(
        { _id: key, fence: { $lte: fence }, position: { $lte: position } },
        checkpoint,
        { upsert: true },
      );
      return true;
    } catch (error) {
      // The guard did not hold, so the server tried to insert.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

/** The writes of each collection, in their order. */
export function byCollection(writes: readonly PreparedWrite[]): ReadonlyMap<string, readonly PreparedWrite[]> {
  const groups = new Map<string, PreparedWrite[]>();
  for (const write of writes) {
    const group = groups.get(write.collection) ?? [];
    group.push(write);
    groups.set(write.collection, group);
  }
  return groups;
}

/** Text in pieces, none of which ends within a character. */
export function partsOf(text: string, size: number): readonly string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + size, text.length);
    const unit = text.charCodeAt(to - 1);
    if (to < text.length && unit >= 0xd800 && unit < 0xdc00) to += 1;
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts;
}
