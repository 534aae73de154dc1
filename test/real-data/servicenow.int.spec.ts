import { createReadStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RejectedRow, ImportSummary } from '@evidesk/imports';
import type { RecordedEvent } from '@evidesk/kernel';
import { type ImportDesk, openImportDesk } from './import-desk.js';

const FILE = fileURLToPath(new URL('servicenow-incidents-2016.csv.gz', import.meta.url));
const SUMMARY: ImportSummary = { rows: 5998, incidents: 890, events: 0, rejected: 0 };

const tally = (values: Iterable<string>) => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe('the ServiceNow log of 2016', () => {
  let desk: ImportDesk;
  let first: { summary: ImportSummary; rejected: readonly RejectedRow[] };
  let events: readonly RecordedEvent[];

  beforeAll(async () => {
    desk = await openImportDesk();
    const began = performance.now();
    first = await desk.import(createReadStream(FILE));
    console.log('rows/s', Math.round((5998 / (performance.now() - began)) * 1000), first.summary, tally(first.rejected.map((r) => r.code)), first.rejected.slice(0, 5));
    events = await desk.events();
  }, 120_000);
  afterAll(() => desk.close());

  it('comes in whole', () => {
    expect(first.summary).toEqual(SUMMARY);
    console.log(tally(events.map((event) => event.type)));
  });
});
