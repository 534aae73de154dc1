import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Turns every bit of some bytes of a file. */
export function flipBytes(file: string, from: number, count: number): void {
  const handle = openSync(file, 'r+');
  try {
    const bytes = Buffer.alloc(count);
    const read = readSync(handle, bytes, 0, count, from);
    for (let at = 0; at < read; at += 1) bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
    writeSync(handle, bytes, 0, read, from);
  } finally {
    closeSync(handle);
  }
}
