import type { BlobStore } from '../../port.js';
import type { GridFsBlobStoreOptions } from './gridfs-blob-store.js';

export type { GridFsBlobStoreOptions } from './gridfs-blob-store.js';

/** Opens a blob store in MongoDB's GridFS. Loads the driver, which the embedded desk does without. */
export async function openGridFsBlobStore(options: GridFsBlobStoreOptions): Promise<BlobStore> {
  const { gridFsBlobStore } = await import('./gridfs-blob-store.js');
  return gridFsBlobStore(options);
}
