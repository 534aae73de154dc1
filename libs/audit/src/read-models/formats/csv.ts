import { stringify } from 'csv-stringify/sync';
import { plain } from '../../domain/values.js';
import type { AuditedEvent } from '../trail/audited-event.js';

const COLUMNS = [
  'recordedAt',
  'occurredAt',
  'actor',
  'roles',
  'onBehalfOf',
  'kind',
  'subject',
  'revision',
  'type',
  'sentence',
  'changes',
  'eventId',
  'commandId',
  'causationId',
  'correlationId',
  'position',
  'hash',
] as const;

/** What a spreadsheet would take for a formula is given as text (escape_formulas); Excel knows UTF-8 by its mark. */
const OPTIONS = { escape_formulas: true, record_delimiter: 'windows' } as const;
const BYTE_ORDER_MARK = '\u{FEFF}';

/** The lines as CSV (RFC 4180), with a heading. */
export async function* csvLines(items: AsyncIterable<AuditedEvent>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + stringify([[...COLUMNS]], OPTIONS);
  for await (const item of items) yield stringify([row(item)], OPTIONS);
}

function row(item: AuditedEvent): readonly string[] {
  const { actor, subject, changes, revision } = item;
  const cells: Record<(typeof COLUMNS)[number], string | undefined> = {
    recordedAt: item.recordedAt,
    occurredAt: item.occurredAt,
    actor: actor.id,
    roles: actor.roles.join(' '),
    onBehalfOf: actor.onBehalfOf,
    kind: subject.kind,
    subject: subject.id,
    revision: String(revision),
    type: item.type,
    sentence: item.sentence,
    changes: changes.map(({ field, from, to }) => `${field}: ${plain(from)} → ${plain(to)}`).join('; '),
    eventId: item.eventId,
    commandId: item.commandId,
    causationId: item.causationId,
    correlationId: item.correlationId,
    position: item.position,
    hash: item.hash,
  };
  return COLUMNS.map((column) => cells[column] ?? '');
}
