import type { BundleFile } from './bundle.js';

const BLOCK = 512;
const LONGEST_NAME = 100;
const FILE_TYPES = new Set(['0', '\0']);

/** An archive (ustar) of files in a folder. @param modifiedAt milliseconds since 1970 */
export function* packTar(folder: string, files: readonly BundleFile[], modifiedAt: number): Iterable<Buffer> {
  for (const { name, content } of files) {
    yield header(`${folder}/${name}`, content.length, modifiedAt);
    yield content;
    yield Buffer.alloc(padding(content.length));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/**
 * The files of an archive, by their names without folders.
 * @throws RangeError when it is none, or is cut off
 */
export function unpackTar(archive: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + BLOCK <= archive.length;) {
    const block = archive.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) return files;
    const size = octal(block, 124, 12);
    if (checksum(block) !== octal(block, 148, 8)) throw new RangeError('it is no tar archive');
    const start = at + BLOCK;
    if (start + size > archive.length) throw new RangeError('the archive is cut off');
    const name = field(block, 0, LONGEST_NAME).split('/').at(-1) ?? '';
    if (FILE_TYPES.has(String.fromCharCode(block[156] ?? 0)) && name !== '')
      files.set(name, archive.subarray(start, start + size));
    at = start + size + padding(size);
  }
  throw new RangeError('the archive is cut off');
}

function header(name: string, size: number, modifiedAt: number): Buffer {
  if (Buffer.byteLength(name) > LONGEST_NAME) throw new RangeError(`the name ${name} is too long`);
  const block = Buffer.alloc(BLOCK);
  const put = (text: string, at: number) => block.write(text, at, 'utf8');
  const number = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  put(name, 0);
  put(number(0o644, 7), 100);
  put(number(0, 7), 108);
  put(number(0, 7), 116);
  put(number(size, 11), 124);
  put(number(Math.floor(modifiedAt / 1_000), 11), 136);
  put('0', 156);
  put('ustar\u000000', 257);
  put(`${number(checksum(block), 6)}\0 `, 148);
  return block;
}

/** The sum of a header's bytes, its own field taken for spaces. */
function checksum(block: Buffer): number {
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 0x20 : (block[at] as number);
  return sum;
}

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

const field = (block: Buffer, at: number, length: number): string =>
  block.toString('utf8', at, at + length).split('\0')[0] ?? '';

function octal(block: Buffer, at: number, length: number): number {
  const text = field(block, at, length).trim();
  if (!/^[0-7]+$/.test(text)) throw new RangeError('it is no tar archive');
  return parseInt(text, 8);
}
