import { createHash, hash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { StoredBlob } from './port.js';

const SHA256 = /^[0-9a-f]{64}$/;

/** Whether a text can be the name of a blob. */
export const isSha256 = (text: string): boolean => SHA256.test(text);

/** The name and size of bytes. */
export function nameOf(bytes: Uint8Array): StoredBlob {
  return { sha256: hash('sha256', bytes, 'hex'), size: bytes.byteLength };
}

/** Passes bytes on and fails at their end when they are not those that the name says. */
export function verifying({ sha256, size }: StoredBlob): Transform {
  const digest = createHash('sha256');
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      passed += chunk.length;
      done(passed > size ? damaged(sha256) : null, chunk);
    },
    flush(done) {
      done(passed === size && digest.digest('hex') === sha256 ? null : damaged(sha256));
    },
  });
}

const damaged = (sha256: string) =>
  new Error(`the blob ${sha256} is damaged: its bytes are not those that were stored`);
