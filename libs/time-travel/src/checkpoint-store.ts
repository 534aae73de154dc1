import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Collection, Document, Instant, Position } from '@evidesk/kernel';
import { START } from '@evidesk/kernel';
import { allDocuments, type Query, type ReadStore, type View, type Write } from '@evidesk/read-store';
import type { Kept } from './view-fold.js';

/** What views held at one position. */
export interface CheckpointHeader {
  readonly id: string;
  /** Everything up to here is in. */
  readonly position: Position;
  /** The latest that any event up to here was recorded … */
  readonly recordedAt: Instant;
  /** … and occurred. */
  readonly occurredAt: Instant;
  /** The earliest that an event since the checkpoint before occurred. */
  readonly earliest: Instant;
  /** View → its generation then. A view that was rebuilt since is another: the checkpoint is void. */
  readonly generations: Readonly<Record<string, number>>;
  /** View → how many parts hold what it held. */
  readonly parts: Readonly<Record<string, number>>;
  /** View → the streams that it goes on without. */
  readonly blocked: Readonly<Record<string, readonly string[]>>;
}

/** Some documents of a view at a checkpoint: JSON, gzipped, in base64. */
interface CheckpointPart {
  readonly id: string;
  readonly data: string;
}

const headers: Collection<CheckpointHeader> = {
  name: 'time_checkpoints',
  indexes: [
    { name: 'recorded', fields: ['recordedAt', 'position'] },
    { name: 'occurred', fields: ['occurredAt', 'position'] },
    { name: 'position', fields: ['position'] },
  ],
};
const parts: Collection<CheckpointPart> = { name: 'time_checkpoint_parts', indexes: [] };

/** Checkpoints are documents beside the views; like them they can be lost and made again. */
export const CHECKPOINT_VIEW: View = { name: 'time_checkpoints', collections: [headers, parts] };

const PART_DOCUMENTS = 2_000;
const PAGE = 500;
const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** Keeps checkpoints in the read store. */
export class CheckpointStore {
  constructor(private readonly store: ReadStore) {}

  /** The newest checkpoint, or the newest within a bound. */
  async newest(within?: {
    readonly position?: Position;
    readonly recordedAt?: Instant;
    readonly occurredAt?: Instant;
  }): Promise<CheckpointHeader | undefined> {
    const { position, recordedAt, occurredAt } = within ?? {};
    const query: Query =
      recordedAt !== undefined
        ? { where: { recordedAt: { lte: recordedAt } }, index: 'recorded' }
        : occurredAt !== undefined
          ? { where: { occurredAt: { lte: occurredAt } }, index: 'occurred' }
          : { ...(position !== undefined && { where: { position: { lte: position } } }), index: 'position' };
    const { items } = await this.store.find(headers, { ...query, order: 'descending', limit: 1 });
    return items[0];
  }

  /** All checkpoints behind a position, in order. */
  async behind(position: Position): Promise<readonly CheckpointHeader[]> {
    const found: CheckpointHeader[] = [];
    const query = { where: { position: { gt: position } }, index: 'position', limit: PAGE };
    for await (const header of allDocuments(this.store, headers, query)) found.push(header);
    return found;
  }

  /** What a view held at a checkpoint. */
  async load({ id, parts: counts, blocked }: CheckpointHeader, view: string): Promise<Kept> {
    const documents: Document[] = [];
    for (let index = 0; index < (counts[view] ?? 0); index += 1) {
      const part = await this.store.get(parts, partId(id, view, index));
      if (part === undefined) throw new Error(`the checkpoint ${id} of ${view} is not whole`);
      documents.push(...(JSON.parse((await unzip(Buffer.from(part.data, 'base64'))).toString()) as Document[]));
    }
    return { documents, blocked: blocked[view] ?? [] };
  }

  /** Stores a checkpoint: its parts, and then the header by which it is found. @param fence of the keeper's lease */
  async save(
    header: Omit<CheckpointHeader, 'id' | 'parts' | 'blocked'>,
    views: ReadonlyMap<string, Kept>,
    fence: number,
  ): Promise<void> {
    const counts: Record<string, number> = {};
    const without: Record<string, readonly string[]> = {};
    for (const [view, { documents, blocked }] of views) {
      const count = Math.ceil(documents.length / PART_DOCUMENTS);
      for (let index = 0; index < count; index += 1) {
        const slice = documents.slice(index * PART_DOCUMENTS, (index + 1) * PART_DOCUMENTS);
        const data = (await zip(JSON.stringify(slice))).toString('base64');
        await this.commit([put(parts, { id: partId(header.position, view, index), data })], fence);
      }
      counts[view] = count;
      without[view] = blocked;
    }
    await this.commit([put(headers, { id: header.position, ...header, parts: counts, blocked: without })], fence);
  }

  /** Throws every checkpoint away: headers first, so that nobody finds one that is not whole. */
  async wipe(fence: number): Promise<void> {
    for (const collection of [headers, parts] as readonly Collection[]) {
      for (;;) {
        const { items } = await this.store.find(collection, { limit: PAGE });
        if (items.length === 0) break;
        await this.commit(
          items.map(({ id }) => ({ kind: 'delete', collection: collection.name, id })),
          fence,
        );
      }
    }
  }

  private async commit(writes: readonly Write[], fence: number): Promise<void> {
    const { name: view } = CHECKPOINT_VIEW;
    const { generation } = await this.store.checkpoint(view);
    await this.store.commit({ view, generation, fence, position: START, writes });
  }
}

const partId = (position: Position, view: string, index: number): string => `${position}/${view}/${index}`;
const put = <D extends Document>({ name }: Collection<D>, document: D): Write => ({
  kind: 'put',
  collection: name,
  document,
});
