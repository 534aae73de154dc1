import { Readable, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { Mapping } from '../mapping/mapping.schema.js';

const LONGEST_RECORD = 1_048_576;
const GZIP = [0x1f, 0x8b];

/** One record of a CSV file. */
export interface CsvRecord {
  readonly fields: readonly string[];
  /** The line on which it ends, from 1. */
  readonly line: number;
}

/**
 * The records of a CSV text, plain or gzipped, as they arrive; the header is the first.
 * @param onMalformed told of records with bad quotes, which are left out
 */
export function csvRecords(
  input: Readable,
  csv: Mapping['csv'] = {},
  onMalformed: (line: number, reason: string) => void,
): AsyncIterable<CsvRecord> & { destroy(error?: Error): void } {
  const encoding = csv.encoding ?? 'utf-8';
  const parser = parse({
    delimiter: csv.delimiter ?? ',',
    encoding: encoding === 'utf-16le' ? 'utf16le' : encoding === 'latin1' ? 'latin1' : 'utf8',
    bom: encoding !== 'latin1',
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LONGEST_RECORD,
    on_skip: (error) => {
      const { lines, message } = (error ?? {}) as { readonly lines?: number; readonly message?: string };
      onMalformed(lines ?? 0, message ?? 'the record is malformed');
      return undefined;
    },
  });
  const stream = unzipped(input).on('error', (error) => parser.destroy(error)).pipe(parser);
  return {
    destroy: (error) => void stream.destroy(error),
    async *[Symbol.asyncIterator]() {
      for await (const { record, info } of stream as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
        yield { fields: record, line: info.lines };
      }
    },
  };
}

/** The plain bytes, whether or not they come gzipped: the first two tell. */
function unzipped(input: Readable): Readable {
  const first = new FirstBytes();
  const plain = new PassOn();
  input.on('error', (error) => plain.destroy(error));
  first.once('known', (gzipped: boolean) => {
    if (!gzipped) return void first.pipe(plain);
    const gunzip = createGunzip();
    gunzip.on('error', (error) => plain.destroy(error));
    first.pipe(gunzip).pipe(plain);
  });
  input.pipe(first);
  return plain;
}

class PassOn extends Transform {
  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done(null, chunk);
  }
}

/** Says `known` with whether the bytes are gzip before it lets the first of them through. */
class FirstBytes extends Transform {
  private head: Buffer | undefined = Buffer.alloc(0);

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.head === undefined) return done(null, chunk);
    this.head = Buffer.concat([this.head, chunk]);
    if (this.head.length >= GZIP.length) this.decide();
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.head !== undefined) this.decide();
    done();
  }

  private decide(): void {
    const head = this.head ?? Buffer.alloc(0);
    this.head = undefined;
    this.emit('known', head[0] === GZIP[0] && head[1] === GZIP[1]);
    this.push(head);
  }
}
