import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { DomainError, StoreUnavailable } from '@evidesk/kernel';
import { importCsv, type ImportOptions } from './import-csv.js';
import type { ImportSummary } from './ports.js';

const PROGRESS_EVERY_MS = 1_000;

/**
 * Imports a file and tells of it line by line, as JSON: rejected rows as they come, `{"progress":…}` every second, and
 * at last the summary; or `{"error":{code,detail}}` in its place when the import had to end early.
 * @param onFailure told of an error that is nobody's refusal
 */
export function reportLines(
  file: string,
  options: Omit<ImportOptions, 'onReject' | 'onProgress'>,
  onFailure: (error: unknown) => void,
): PassThrough {
  const lines = new PassThrough();
  const say = (line: object) => lines.write(`${JSON.stringify(line)}\n`);
  const stop = new AbortController();
  lines.once('close', () => stop.abort());
  let progress: ImportSummary | undefined;
  const timer = setInterval(() => {
    if (progress !== undefined && !lines.writableNeedDrain) say({ progress });
  }, PROGRESS_EVERY_MS);

  const run = async () => {
    try {
      const summary = await importCsv(createReadStream(file), {
        ...options,
        signal: stop.signal,
        onReject: say,
        onProgress: (counts) => (progress = counts),
      });
      say(summary);
    } catch (error) {
      if (stop.signal.aborted) return;
      if (!(error instanceof DomainError || error instanceof StoreUnavailable)) onFailure(error);
      say({ error: failureOf(error) });
    } finally {
      clearInterval(timer);
      lines.end();
    }
  };
  void run();
  return lines;
}

function failureOf(error: unknown): { readonly code: string; readonly detail: string } {
  if (error instanceof DomainError) return { code: error.code, detail: error.message };
  if (error instanceof StoreUnavailable)
    return { code: 'store.unavailable', detail: 'a store stayed away; the same import goes on from here' };
  return { code: 'internal', detail: 'something went wrong here; the same import goes on from here' };
}
