import type { Collection, Document } from '@evidesk/kernel';
import type { Query, ReadStore } from './port.js';

const PAGE = 1_000;

/**
 * Every document that a query finds, in its order, page by page as they are asked for: whoever breaks off reads no further
 * page. `limit` is the size of a page (default: the largest, 1,000).
 * @throws what `find` throws
 */
export async function* allDocuments<D extends Document>(
  store: Pick<ReadStore, 'find'>,
  collection: Collection<D>,
  query: Omit<Query, 'cursor'> = {},
): AsyncIterable<D> {
  let cursor: string | undefined;
  do {
    const page = await store.find(collection, { limit: PAGE, ...query, ...(cursor !== undefined && { cursor }) });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}
