import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '@evidesk/platform';

/** The largest file that is taken over HTTP: 1 GiB, as sent. A larger one goes gzipped, or in parts. */
export const MAX_UPLOAD_BYTES = 1024 ** 3;

/** A file that has arrived whole. */
export interface Upload {
  readonly file: string;
  dispose(): Promise<void>;
}

/**
 * Takes an upload to a temporary file, so that it may arrive as fast as it can, whatever the import takes, and so that
 * nothing is imported of one that broke off.
 * @throws ProblemError 413 when it is over the bound
 */
export async function takeUpload(body: Readable, limit = MAX_UPLOAD_BYTES): Promise<Upload> {
  const folder = await mkdtemp(join(tmpdir(), 'evidesk-import-upload-'));
  const file = join(folder, 'upload');
  const dispose = () => rm(folder, { recursive: true, force: true });
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= limit) done(null, chunk);
      else
        done(
          new ProblemError('request.too-large', `an import has at most ${limit} bytes: gzip it, or send it in parts`),
        );
    },
  });
  try {
    await pipeline(body, bounded, createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    await dispose();
    throw error;
  }
  return { file, dispose };
}
