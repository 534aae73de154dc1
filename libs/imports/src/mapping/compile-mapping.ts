import { DomainError, type Instant } from '@evidesk/kernel';
import type { SourceRow, SourceValue } from '../domain/source-row.js';
import { fieldReader, type Column, type ReadField } from './field-reader.js';
import {
  DETAIL_FIELDS,
  type DetailField,
  type InstantMapping,
  type Mapping,
  type TextName,
  TEXTS,
} from './mapping.schema.js';
import { templatesOf } from './mapping-errors.js';
import { timeReader } from './source-time.js';
import { compileTemplate, type Template } from './template.js';

const LONGEST_TEXT = 1_000;
const LONGEST_NAME = 200;
const CASE_SEPARATOR = '/';

/** Reads the records of one file, whose header is known. */
export interface RecordReader {
  /** Which case a record belongs to; `undefined` when it does not say. */
  caseOf(record: readonly string[]): string | undefined;
  /** @throws DomainError when the record can't be understood */
  read(record: readonly string[]): SourceRow;
}

/** A mapping that is ready for files. */
export interface CompiledMapping {
  readonly definition: Mapping;
  /** Fits the mapping to a file. @throws DomainError when columns are missing or named twice */
  forHeader(header: readonly string[]): RecordReader;
}

/**
 * Prepares a valid mapping for use.
 * @param zone in place of the mapping's own zone for times without an offset
 */
export function compileMapping(definition: Mapping, zone = definition.times.zone): CompiledMapping {
  const absent = new Set(definition.absent ?? ['']);
  const readTime = timeReader(definition.times.formats, zone);
  const { row, incident, status, assignment, tier, resolution, closing, texts } = definition;

  const at = instantReader('row.at', row.at);
  const reportedAt = instantReader('incident.reportedAt', incident.reportedAt);
  const discoveredAt = instantReader('incident.discoveredAt', incident.discoveredAt);
  const resolvedAt = instantReader('resolution.resolvedAt', resolution?.resolvedAt);
  const closedAt = instantReader('closing.closedAt', closing.closedAt);
  const actor = fieldReader('row.actor', row.actor);
  const details = DETAIL_FIELDS.map((name) => [name, fieldReader(`incident.${name}`, incident[name])] as const);
  const priority = fieldReader('incident.priority', incident.priority);
  const source = fieldReader('incident.source', incident.source);
  const channel = fieldReader('incident.channel', incident.channel);
  const recordType = fieldReader('incident.recordType', incident.recordType);
  const group = fieldReader('assignment.group', assignment?.group);
  const engineer = fieldReader('assignment.engineer', assignment?.engineer);
  const supporter = fieldReader('resolution.supporter', resolution?.supporter);
  const cause = fieldReader('resolution.cause', resolution?.cause);
  const outcome = fieldReader('closing.outcome', closing.outcome);
  const feedback = fieldReader('closing.feedback', closing.feedback);
  const statusOf = fieldReader('status', { from: status.from, values: status.values }, status.unknown === 'keep');
  const tierFrom = tier === undefined ? undefined : compileTemplate(tier.from);
  const patterns = tier?.patterns.map((each) => ({ matches: new RegExp(each.matches, 'iu'), tier: each.tier })) ?? [];
  const reasons = new Map<TextName, Template>(
    TEXTS.map((name) => [name, compileTemplate(texts?.[name] ?? `as in the source (${definition.name})`)]),
  );

  function instantReader(name: string, mapped: InstantMapping | undefined) {
    const read = fieldReader(name, typeof mapped === 'object' ? mapped.from : mapped);
    const capped = typeof mapped === 'object' && mapped.notAfterRow === true;
    return (column: Column, rowAt?: Instant): Instant | undefined => {
      const text = read(column)?.value;
      if (text === undefined) return undefined;
      const instant = readTime(text);
      if (instant === undefined)
        throw refused('import.bad-time', `${name}: "${shortened(text, 64)}" is no time in the mapping's formats`);
      return capped && rowAt !== undefined && instant > rowAt ? rowAt : instant;
    };
  }

  function rowOf(caseId: string, column: Column): SourceRow {
    const rowAt = at(column);
    if (rowAt === undefined) throw refused('import.no-time', 'the row does not say when it happened');
    const person = value(actor, column);
    const owner = value(engineer, column);
    const tierText = tierFrom?.render(column)?.text;
    return {
      caseId,
      at: rowAt,
      actor: person === undefined ? undefined : shortened(person, LONGEST_NAME),
      status: value(statusOf, column) as SourceRow['status'],
      details: detailsOf(column),
      priority: priority(column),
      source: value(source, column),
      channel: value(channel, column),
      recordType: value(recordType, column),
      discoveredAt: discoveredAt(column, rowAt),
      reportedAt: reportedAt(column, rowAt),
      group: value(group, column),
      engineer: owner,
      tier: tierText === undefined ? undefined : patterns.find(({ matches }) => matches.test(tierText))?.tier,
      resolvedAt: resolvedAt(column, rowAt),
      closedAt: closedAt(column, rowAt),
      supporter: shortened(value(supporter, column) ?? owner ?? person ?? 'unknown', LONGEST_NAME),
      cause: value(cause, column),
      outcome: value(outcome, column),
      feedback: value(feedback, column),
      system: incident.system,
      text: (name) => shortened(reasons.get(name)?.render(column, '?')?.text ?? '?', LONGEST_TEXT),
    };
  }

  function detailsOf(column: Column): SourceRow['details'] {
    const read: { [K in DetailField]?: SourceValue } = {};
    for (const [name, reader] of details) {
      const found = reader(column);
      if (found !== undefined) read[name] = mustFit(name, found);
    }
    return read;
  }

  return {
    definition,
    forHeader(header) {
      const places = placesOf(header, definition);
      const columnOf =
        (record: readonly string[]): Column =>
        (name) => {
          const place = places.get(name);
          const text = place === undefined ? undefined : record[place]?.trim();
          return text === undefined || absent.has(text) ? undefined : text;
        };
      const caseOf = (record: readonly string[]) => {
        const column = columnOf(record);
        const parts = definition.case.map(column);
        return parts.includes(undefined) ? undefined : parts.join(CASE_SEPARATOR);
      };
      return {
        caseOf,
        read(record) {
          const caseId = caseOf(record);
          if (caseId === undefined)
            throw refused('import.no-case', `the row names no case (${definition.case.join(', ')})`);
          return rowOf(caseId, columnOf(record));
        },
      };
    },
  };
}

const value = (read: ReadField, column: Column): string | undefined => read(column)?.value;

function mustFit(name: DetailField, read: SourceValue): SourceValue {
  const limit = name === 'description' ? 20_000 : LONGEST_TEXT;
  if (read.value.length > limit)
    throw refused('import.too-long', `incident.${name} is longer than ${limit} characters`);
  return read;
}

/** Where a file has the columns that a mapping names, by the mapping's spelling. */
function placesOf(header: readonly string[], definition: Mapping): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const names = columnsOf(definition);
  const needed = new Set(names.map((name) => name.toLowerCase()));
  header.forEach((name, place) => {
    const column = name.trim().toLowerCase();
    if (places.has(column) && needed.has(column))
      throw refused('import.duplicate-column', `two columns are named ${name.trim()}`);
    places.set(column, place);
  });
  const optional = new Set((definition.optional ?? []).map((name) => name.toLowerCase()));
  const missing = [...needed].filter((name) => !places.has(name) && !optional.has(name));
  if (missing.length === 0) return new Map(names.flatMap((name) => placed(name, places.get(name.toLowerCase()))));
  throw new DomainError(
    'invalid',
    'import.missing-columns',
    `the file has no ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}; it has: ${shortened(header.join(', '), LONGEST_TEXT)}`,
    { missing },
  );
}

const placed = (name: string, place: number | undefined): [string, number][] =>
  place === undefined ? [] : [[name, place]];

function columnsOf(definition: Mapping): readonly string[] {
  return [...definition.case, ...templatesOf(definition).flatMap(({ template }) => compileTemplate(template).columns)];
}

const refused = (code: string, message: string) => new DomainError('invalid', code, message);

const shortened = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
