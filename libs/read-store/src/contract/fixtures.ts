import { afterEach } from '@jest/globals';
import type { Collection, Document, JsonValue } from '@evidesk/kernel';
import type { Commit, Query, ReadStore, View, Write } from '../port.js';

/** Where a contract's stores keep their documents: opening twice gives the same documents. */
export interface ContractPlace {
  open(options?: { readonly now?: () => number }): Promise<ReadStore>;
  dispose(): Promise<void>;
}

export type ContractFactory = () => Promise<ContractPlace>;

export interface Ticket extends Document {
  readonly status?: string;
  readonly priority?: number | null;
  readonly tags?: readonly string[];
  readonly group?: { readonly name: string };
  readonly updatedAt?: string;
  readonly [key: string]: JsonValue | undefined;
}

export const tickets: Collection<Ticket> = {
  name: 'tickets',
  indexes: [
    { name: 'by_status', fields: ['status', 'priority'] },
    { name: 'by_group', fields: ['group.name', 'updatedAt'] },
    { name: 'by_tag', fields: ['tags', 'updatedAt'] },
  ],
};
export const totals: Collection = { name: 'totals', indexes: [] };
export const queue: View = { name: 'queue', collections: [tickets, totals] };

export const put = (document: Ticket): Write => ({ kind: 'put', collection: 'tickets', document });
export const remove = (id: string): Write => ({ kind: 'delete', collection: 'tickets', id });

/** Positions that compare as strings. */
export const at = (position: number): string => String(position).padStart(12, '0');

export const commitOf = (position: number, writes: readonly Write[], more: Partial<Commit> = {}): Commit => ({
  view: 'queue',
  generation: 1,
  fence: 1,
  position: at(position),
  writes,
  ...more,
});

/** Opens places and disposes of them after each test. */
export function places(factory: ContractFactory): {
  place(): Promise<ContractPlace>;
  store(documents?: readonly Ticket[]): Promise<ReadStore>;
} {
  const opened: ContractPlace[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((place) => place.dispose()));
  });
  const place = async (): Promise<ContractPlace> => {
    const made = await factory();
    opened.push(made);
    return made;
  };
  return {
    place,
    store: async (documents = []) => {
      const store = await (await place()).open();
      await store.define([queue]);
      if (documents.length > 0) await store.commit(commitOf(1, documents.map(put)));
      return store;
    },
  };
}

/** The ids of all pages of a query; `between` runs after each page. */
export async function pageThrough(
  store: ReadStore,
  query: Query,
  between: (page: number) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; ; page += 1) {
    const { items, next } = await store.find(tickets, { ...query, ...(cursor !== undefined && { cursor }) });
    ids.push(...items.map(({ id }) => id));
    if (next === undefined) return ids;
    cursor = next;
    await between(page);
  }
}

/** What a promise is rejected with: its name, or `none`. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
