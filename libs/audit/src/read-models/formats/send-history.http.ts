import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { AuditedEvent } from '../trail/audited-event.js';
import { csvLines } from './csv.js';
import type { Format } from './format.js';
import { htmlPage, type PageHead } from './html.js';
import { jsonLines } from './jsonl.js';
import { PAGE_POLICY } from './page-style.js';

const HIGH_WATER_MARK = 65_536;

/** Sends lines of history as they are read, no faster than the client takes them. */
export async function sendHistory(
  reply: FastifyReply,
  format: Exclude<Format, 'json'>,
  items: AsyncIterable<AuditedEvent>,
  head: PageHead,
  name: string,
): Promise<void> {
  const chunks = { jsonl: () => jsonLines(items), csv: () => csvLines(items), html: () => htmlPage(items, head) };
  const stream = Readable.from(chunks[format](), { objectMode: false, highWaterMark: HIGH_WATER_MARK });
  void reply.headers({ ...HEADERS[format], 'cache-control': 'private, no-store' });
  if (format !== 'html') void reply.header('content-disposition', `attachment; filename="${name}.${format}"`);
  await reply.send(stream);
}

const HEADERS: Readonly<Record<Exclude<Format, 'json'>, Readonly<Record<string, string>>>> = {
  jsonl: { 'content-type': 'application/jsonl; charset=utf-8' },
  csv: { 'content-type': 'text/csv; charset=utf-8; header=present' },
  html: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY },
};
