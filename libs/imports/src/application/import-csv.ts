import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Clock, DomainError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { compileMapping, type RecordReader } from '../mapping/compile-mapping.js';
import type { Mapping } from '../mapping/mapping.schema.js';
import { CaseLanes } from './case-lanes.js';
import { csvRecords } from './csv-records.js';
import type { ImportPorts, ImportSummary, RejectedRow } from './ports.js';
import { RowImporter } from './row-importer.js';

const CONCURRENT_CASES = 64;
const ROWS_IN_HAND = 2_048;
const PATIENCE_MS = 600_000;

export interface ImportOptions {
  readonly mapping: Mapping;
  readonly ports: ImportPorts;
  /** The profile in force: incidents are recorded by it. */
  readonly profile: CompiledProfile;
  readonly clock: Clock;
  /** In place of the mapping's zone for times without an offset. */
  readonly zone?: string;
  readonly onReject?: (row: RejectedRow) => void;
  /** Told of the counts so far, after every row that is done with. */
  readonly onProgress?: (summary: ImportSummary) => void;
  readonly signal?: AbortSignal;
  /** How many cases are worked on at the same time (default 64). */
  readonly concurrency?: number;
  /** How long a store may stay away before the import gives up (default ten minutes). */
  readonly patienceMs?: number;
}

/**
 * Turns an audit log into commands, row by row. Run again, with the same file or a longer one, it goes on where the
 * first run ended: what is stored tells how far that was. Holds some thousand rows and one counter a case in memory.
 * @throws DomainError when the file does not fit the mapping
 * @throws StoreUnavailable when a store stays away for too long
 */
export async function importCsv(input: Readable, options: ImportOptions): Promise<ImportSummary> {
  const { mapping, ports, profile, clock, signal, onReject, onProgress, patienceMs = PATIENCE_MS } = options;
  const compiled = compileMapping(mapping, options.zone);
  const importer = new RowImporter({ ports, mapping, profile, clock, signal, patienceMs });
  const lanes = new CaseLanes(options.concurrency ?? CONCURRENT_CASES, ROWS_IN_HAND);
  const ordinals = new Map<string, number>();
  let rows = 0;
  let rejected = 0;
  const summary = (): ImportSummary => ({ rows, incidents: importer.incidents, events: importer.events, rejected });
  const reject = (row: RejectedRow) => {
    rejected += 1;
    onReject?.(row);
  };
  const records = csvRecords(input, mapping.csv);

  const take = async (reader: RecordReader, width: number, fields: readonly string[], line: number) => {
    rows += 1;
    const caseId = reader.caseOf(fields);
    const ordinal = caseId === undefined ? 0 : (ordinals.get(caseId) ?? 0) + 1;
    if (caseId !== undefined) ordinals.set(caseId, ordinal);
    try {
      if (fields.length !== width) {
        throw new DomainError(
          'invalid',
          'import.malformed-row',
          `the row has ${fields.length} fields, the header ${width}`,
        );
      }
      const row = reader.read(fields);
      await importer.import(row, ordinal, hashOf(fields));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      reject({ line, case: caseId, code: error.code, reason: reasonOf(error) });
    }
    onProgress?.(summary());
  };

  try {
    let reader: RecordReader | undefined;
    let width = 0;
    for await (const { line, fields, problem } of records) {
      signal?.throwIfAborted();
      if (fields === undefined && reader === undefined) {
        throw new DomainError('invalid', 'import.bad-header', `line ${line}, the header: ${problem}`);
      } else if (fields === undefined) {
        rows += 1;
        reject({ line, code: 'import.malformed-row', reason: problem ?? 'the row can not be read' });
      } else if (reader === undefined) {
        reader = compiled.forHeader(fields);
        width = fields.length;
      } else {
        const known = reader;
        // Rows without a case stand alone.
        await lanes.submit(known.caseOf(fields) ?? `line ${line}`, () => take(known, width, fields, line));
      }
    }
    if (reader === undefined) throw new DomainError('invalid', 'import.empty-file', 'the file has no header');
    await lanes.drain();
  } finally {
    input.destroy();
    await lanes.settle();
  }
  return summary();
}

function hashOf(fields: readonly string[]): string {
  return hash('sha256', fields.join('\u001f'), 'base64url');
}

function reasonOf({ message, fieldErrors }: DomainError): string {
  return [message, ...fieldErrors.map(({ pointer, detail }) => `${pointer} ${detail}`)].join('; ');
}
