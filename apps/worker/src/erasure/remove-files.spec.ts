import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BlobStore } from '@evidesk/blob-store';
import { attachmentsProjection, incidentDetailsProjection } from '@evidesk/incidents';
import type { Document } from '@evidesk/kernel';
import { openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { viewOf } from '@evidesk/runtime';
import { removeFiles } from './remove-files.js';

let readStore: ReadStore;
let removed: string[];

const blobs = {
  remove: async (sha256: string) => {
    removed.push(sha256);
    return true;
  },
} as Partial<BlobStore> as BlobStore;

beforeEach(async () => {
  readStore = openMemoryReadStore();
  removed = [];
  await readStore.define([viewOf(attachmentsProjection), viewOf(incidentDetailsProjection)]);
  await put(incidentDetailsProjection.name, [
    { id: 'a', person: 'ann' },
    { id: 'b', person: 'bob' },
  ]);
});

const put = (view: string, documents: readonly (Document & Readonly<Record<string, unknown>>)[]) =>
  readStore.commit({
    view,
    generation: 1,
    fence: 0,
    position: '0000000000000001',
    writes: documents.map((document) => ({ kind: 'put', collection: collectionOf(view), document })),
  });
const collectionOf = (view: string): string =>
  view === attachmentsProjection.name
    ? attachmentsProjection.collection.name
    : incidentDetailsProjection.collection.name;

const file = (incidentId: string, sha256: string, revision = 1) => ({
  id: `${incidentId}:${String(revision).padStart(8, '0')}`,
  incidentId,
  revision,
  sha256,
});

describe('the files of whom is erased', () => {
  it('go, however many an incident has', async () => {
    const files = Array.from({ length: 1_001 }, (_, at) => file('a', `hash-${at}`, at + 1));
    await put('attachments', files);
    expect(await removeFiles({ readStore, blobs }, ['a'], new Set(['ann']))).toBe(1_001);
    expect(removed).toEqual(files.map(({ sha256 }) => sha256));
  });

  it('stay where somebody else has attached the same', async () => {
    await put('attachments', [file('a', 'own'), file('a', 'shared', 2), file('b', 'shared')]);
    expect(await removeFiles({ readStore, blobs }, ['a'], new Set(['ann']))).toBe(1);
    expect(removed).toEqual(['own']);
  });

  it('go when everybody who has attached them is erased', async () => {
    await put('attachments', [file('a', 'shared'), file('b', 'shared')]);
    expect(await removeFiles({ readStore, blobs }, ['a'], new Set(['ann', 'bob']))).toBe(1);
    expect(removed).toEqual(['shared']);
  });
});
