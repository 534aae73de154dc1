import { once } from 'node:events';
import { pipeline } from 'node:stream';
import { MongoServer } from '@evidesk/mongo';
import { GridFSBucket } from 'mongodb';
import { isSha256, nameOf, verifying } from '../../content-hash.js';
import type { BlobStore } from '../../port.js';

const BUCKET = 'blobs';

export interface GridFsBlobStoreOptions {
  readonly url: string;
  readonly database: string;
}

/**
 * Blobs in MongoDB's GridFS, beside the read models. The hash is the file's name, not its id: two processes that store
 * the same bytes at once leave two copies, and an upload that broke off leaves chunks that nobody reads, but neither
 * ever hinders the next.
 */
export function gridFsBlobStore({ url, database }: GridFsBlobStoreOptions): BlobStore {
  const server = new MongoServer({ url, database, store: 'blob-store' });
  const bucket = new GridFSBucket(server.db, { bucketName: BUCKET, writeConcern: { w: 'majority' } });
  const find = (sha256: string) => bucket.find({ filename: sha256 }, { limit: 1 }).next();
  return {
    put: (bytes) =>
      server.use(async () => {
        const blob = nameOf(bytes);
        if ((await find(blob.sha256))?.length === blob.size) return blob;
        const upload = bucket.openUploadStream(blob.sha256);
        const stored = once(upload, 'finish');
        upload.end(bytes);
        await stored;
        return blob;
      }),
    open: (sha256) =>
      server.use(async () => {
        const file = isSha256(sha256) ? await find(sha256) : null;
        if (file === null) return undefined;
        const blob = { sha256, size: file.length };
        const checked = verifying(blob);
        // Whoever reads is told of a failure by the stream itself.
        pipeline(bucket.openDownloadStream(file._id), checked, () => undefined);
        return { ...blob, bytes: checked };
      }),
    remove: (sha256) =>
      server.use(async () => {
        if (!isSha256(sha256)) return false;
        const copies = await bucket.find({ filename: sha256 }).toArray();
        for (const { _id } of copies) await bucket.delete(_id);
        return copies.length > 0;
      }),
    close: () => server.close(),
  };
}
