import { once } from 'node:events';
import { pipeline } from 'node:stream';
import { StoreUnavailable } from '@evidesk/kernel';
import { GridFSBucket, MongoClient, MongoError, MongoTopologyClosedError } from 'mongodb';
import { isSha256, nameOf, verifying } from '../../content-hash.js';
import type { BlobStore } from '../../port.js';

const RETRY_AFTER_MS = 1_000;
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
export function openGridFsBlobStore({ url, database }: GridFsBlobStoreOptions): BlobStore {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: 3_000,
    connectTimeoutMS: 3_000,
    socketTimeoutMS: 20_000,
    writeConcern: { w: 'majority' },
  });
  const line: Line = { client, isClosed: false };
  const bucket = new GridFSBucket(client.db(database), { bucketName: BUCKET, writeConcern: { w: 'majority' } });
  const find = (sha256: string) => bucket.find({ filename: sha256 }, { limit: 1 }).next();
  return {
    put: (bytes) =>
      ifItCan(line, async () => {
        const blob = nameOf(bytes);
        if ((await find(blob.sha256))?.length === blob.size) return blob;
        const upload = bucket.openUploadStream(blob.sha256);
        const stored = once(upload, 'finish');
        upload.end(bytes);
        await stored;
        return blob;
      }),
    open: (sha256) =>
      ifItCan(line, async () => {
        const file = isSha256(sha256) ? await find(sha256) : null;
        if (file === null) return undefined;
        const blob = { sha256, size: file.length };
        const checked = verifying(blob);
        // Whoever reads is told of a failure by the stream itself.
        pipeline(bucket.openDownloadStream(file._id), checked, () => undefined);
        return { ...blob, bytes: checked };
      }),
    remove: (sha256) =>
      ifItCan(line, async () => {
        if (!isSha256(sha256)) return false;
        const copies = await bucket.find({ filename: sha256 }).toArray();
        for (const { _id } of copies) await bucket.delete(_id);
        return copies.length > 0;
      }),
    close: () => {
      line.isClosed = true;
      return client.close();
    },
  };
}

interface Line {
  readonly client: MongoClient;
  isClosed: boolean;
}

/** A driver that has found no server at its first call never looks for one again, unless it is told to. */
async function afresh<T>({ client, isClosed }: Line, error: unknown, work: () => Promise<T>): Promise<T> {
  if (isClosed || !(error instanceof MongoTopologyClosedError)) throw error;
  await client.connect();
  return work();
}

async function ifItCan<T>(line: Line, work: () => Promise<T>): Promise<T> {
  try {
    return await work().catch((error: unknown) => afresh(line, error, work));
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
    throw new StoreUnavailable('blob-store', RETRY_AFTER_MS, { cause: error });
  }
}
