import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { Mapping } from '../mapping/mapping.schema.js';
import { csvRecords } from './csv-records.js';

async function records(bytes: Buffer, csv?: Mapping['csv'], chunk = 3): Promise<readonly unknown[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, n) =>
    bytes.subarray(n * chunk, (n + 1) * chunk),
  );
  const found: unknown[] = [];
  for await (const { line, fields, problem } of csvRecords(Readable.from(chunks), csv))
    found.push([line, fields ?? problem]);
  return found;
}

describe('csvRecords', () => {
  const CSV = 'a,b\r\n"1,""x""","two\nlines"\r\n\r\n事件,é';
  const RECORDS = [
    [1, ['a', 'b']],
    [2, ['1,"x"', 'two\nlines']],
    [5, ['事件', 'é']],
  ];

  it.each<[string, Buffer, Mapping['csv']]>([
    ['plain', Buffer.from(CSV), undefined],
    ['with a byte order mark', Buffer.from(`\ufeff${CSV}`), undefined],
    ['gzipped', gzipSync(CSV), undefined],
    ['in UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le'), { encoding: 'utf-16le' }],
    ['with semicolons', Buffer.from(CSV.replaceAll(',', ';')), { delimiter: ';' }],
  ])('reads a text %s, however it is cut', async (_what, bytes, csv) => {
    const expected = csv?.delimiter === undefined ? RECORDS : [RECORDS[0], [2, ['1;"x"', 'two\nlines']], RECORDS[2]];
    expect(await records(bytes, csv)).toEqual(expected);
    expect(await records(bytes, csv, 1)).toEqual(expected);
  });

  it('reads Latin-1', async () => {
    expect(await records(Buffer.from('é;ß', 'latin1'), { encoding: 'latin1', delimiter: ';' })).toEqual([
      [1, ['é', 'ß']],
    ]);
  });

  it('goes on behind bad quotes', async () => {
    expect(await records(Buffer.from('a,b\n"x"y,1\nx"y,2\n"open,3\n4,4\n"5",5\n6,6'))).toEqual([
      [1, ['a', 'b']],
      [2, 'a quote stands where none may stand'],
      [3, 'a quote stands where none may stand'],
      [4, 'a quote stands where none may stand'],
      [5, ['4', '4']],
      [6, ['5', '5']],
      [7, ['6', '6']],
    ]);
    expect(await records(Buffer.from('a\n"open\n1'))).toEqual([
      [1, ['a']],
      [2, 'a quote is not closed'],
      [3, ['1']],
    ]);
  });

  it('says that a file which only begins like gzip is broken', async () => {
    await expect(records(gzipSync(CSV.repeat(100)).subarray(0, 40))).rejects.toThrow();
    await expect(records(Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]))).rejects.toThrow();
  });
});
