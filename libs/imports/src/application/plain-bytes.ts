import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const GZIP = [0x1f, 0x8b];

/** The plain bytes of a stream, whether or not they come gzipped: the first two tell. Ends the stream when it is left early. */
export async function* plainBytes(input: Readable): AsyncGenerator<Uint8Array> {
  const chunks = (input as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < GZIP.length) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => chunks };
  if (!GZIP.every((byte, index) => head[index] === byte)) {
    yield head;
    yield* rest;
    return;
  }
  const gunzip = createGunzip();
  const zipped = new PassThrough();
  input.once('error', (error) => gunzip.destroy(error));
  zipped.pipe(gunzip);
  void feed(zipped, head, rest, gunzip);
  yield* gunzip as AsyncIterable<Uint8Array>;
}

async function feed(
  into: PassThrough,
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  reader: Readable,
): Promise<void> {
  const gone = new Promise<void>((resolve) => reader.once('close', resolve));
  try {
    into.write(head);
    for await (const chunk of rest) {
      if (reader.destroyed) return;
      if (!into.write(chunk)) await Promise.race([new Promise((resolve) => into.once('drain', resolve)), gone]);
    }
    into.end();
  } catch (error) {
    reader.destroy(error as Error);
  }
}
