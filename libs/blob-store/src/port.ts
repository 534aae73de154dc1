import type { Readable } from 'node:stream';

/** What is stored of some bytes: their SHA-256 in lower-case hexadecimal, which is also their name, and how many they are. */
export interface StoredBlob {
  readonly sha256: string;
  readonly size: number;
}

/** A stored blob to be read. */
export interface OpenBlob extends StoredBlob {
  /** Ends with an error when the bytes are not those that were stored. The caller reads it to its end or destroys it. */
  readonly bytes: Readable;
}

/**
 * Bytes under the name of what they are: the same bytes are stored once, and nothing stored ever changes, until it is removed.
 * Every method throws `StoreUnavailable` while the store can't be reached, read or written.
 */
export interface BlobStore {
  /** Stores bytes; resolves once they are durable. Storing them again changes nothing. */
  put(bytes: Uint8Array): Promise<StoredBlob>;

  /** Opens a blob for reading; `undefined` when there is none under this name, or the name is no SHA-256. */
  open(sha256: string): Promise<OpenBlob | undefined>;

  /** Removes a blob for good. Answers whether there was one. */
  remove(sha256: string): Promise<boolean>;

  close(): Promise<void>;
}

/** Dependency-injection token of the blob store. */
export const BLOB_STORE = Symbol('BlobStore');
