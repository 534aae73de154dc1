import type Database from 'better-sqlite3';
import type { Position, RecordedEvent } from '@evidesk/kernel';
import { StreamNotFound } from '../../errors.js';
import type { Page } from '../../paged-subscription.js';
import type { EventFilter, ReadStreamOptions, StoredEvent } from '../../port.js';
import { RowChain } from './row-chain.js';
import {
  EVENT_COLUMNS,
  type EventRow,
  positionNumber,
  positionText,
  type StoredRow,
  toRecorded,
  toStored,
} from './rows.js';
import { SharedPages } from './shared-pages.js';

const STREAM_PAGE = 500;
const MOST_NAMES = 100_000;
// Bounds how long one page of a narrow filter may hold the event loop.
const MAX_POSITIONS_PER_PAGE = 20_000;

// A bare `?` would have SQLite compile the statement anew for every other limit.
const AT_MOST = '(? + 0)';

const SELECT = `SELECT ${EVENT_COLUMNS} FROM events e JOIN streams s ON s.id = e.stream_id`;

/** Reads events by prepared statements. Every call is one consistent look at the file. */
export class SqliteReader {
  private readonly headStatement: Database.Statement;
  private readonly streamId: Database.Statement;
  private readonly forwards: Database.Statement;
  private readonly backwards: Database.Statement;
  private readonly hashOf: Database.Statement;
  private readonly nameOf: Database.Statement;
  private readonly storedRows: Database.Statement;
  private readonly pages = new Map<number, Database.Statement>();
  private readonly shared: SharedPages | undefined;

  /** @param shares whether many subscribers are expected, who will ask for the same events */
  constructor(
    private readonly db: Database.Database,
    shares: boolean,
  ) {
    this.headStatement = db.prepare('SELECT max(position) FROM events').pluck();
    this.streamId = db.prepare('SELECT id FROM streams WHERE name = ?').pluck();
    this.forwards = db
      .prepare(`${SELECT} WHERE e.stream_id = ? AND e.revision >= ? ORDER BY e.revision LIMIT ${AT_MOST}`)
      .raw();
    this.backwards = db
      .prepare(`${SELECT} WHERE e.stream_id = ? AND e.revision <= ? ORDER BY e.revision DESC LIMIT ${AT_MOST}`)
      .raw();
    this.hashOf = db.prepare('SELECT hash FROM events WHERE stream_id = ? AND revision = ?').pluck();
    this.nameOf = db.prepare('SELECT name FROM streams WHERE id = ?').pluck();
    const columns = EVENT_COLUMNS.replace('s.name', 'e.stream_id');
    this.storedRows = db
      .prepare(`SELECT ${columns} FROM events e WHERE e.position > ? ORDER BY e.position LIMIT ${AT_MOST}`)
      .raw();
    const read = (after: number, limit: number) =>
      this.pageStatement(0).all(after, Number.MAX_SAFE_INTEGER, limit) as EventRow[];
    if (shares) this.shared = new SharedPages(read);
  }

  head(): Position {
    return positionText(this.headNumber());
  }

  /** @throws RowDamage when it is checked, and is not as it was written */
  *stream(stream: string, options: ReadStreamOptions): Iterable<RecordedEvent> {
    const id = this.streamId.get(stream) as number | undefined;
    if (id === undefined) throw new StreamNotFound(stream);
    const isBackwards = options.direction === 'backwards';
    const statement = isBackwards ? this.backwards : this.forwards;
    let from = options.from ?? (isBackwards ? Number.MAX_SAFE_INTEGER : 0);
    let left = options.limit ?? Infinity;
    const isChecked = options.checked === true && !isBackwards;
    const chain = isChecked ? new RowChain(stream, from, () => this.hashBefore(id, from)) : undefined;
    while (left > 0) {
      const limit = Math.min(left, STREAM_PAGE);
      const rows = statement.all(id, from, limit) as EventRow[];
      for (const row of rows) {
        chain?.check(row);
        yield toRecorded(row);
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < limit) return;
      left -= rows.length;
      from = isBackwards ? last[2] - 1 : last[2] + 1;
    }
  }

  page(after: Position, filter: EventFilter | undefined, limit: number): Page {
    const from = positionNumber(after);
    const head = this.headNumber();
    return this.shared?.page(from, head, filter, limit) ?? this.ownPage(from, head, filter, limit);
  }

  /**
   * The events behind a position as they are kept; none: it is the last.
   * @param names of the streams that were met before: looking each up once costs less than once for every event
   */
  stored(after: Position, limit: number, names: Map<number, string>): readonly StoredEvent[] {
    const rows = this.storedRows.all(positionNumber(after), limit) as StoredRow[];
    if (names.size > MOST_NAMES) names.clear();
    return rows.map((row) => toStored(row, this.streamName(row[1], names)));
  }

  private streamName(id: number, names: Map<number, string>): string {
    let name = names.get(id);
    if (name === undefined) names.set(id, (name = this.nameOf.get(id) as string));
    return name;
  }

  private ownPage(from: number, head: number, filter: EventFilter | undefined, limit: number): Page {
    const prefixes = filter?.streamPrefixes ?? [];
    const to = prefixes.length === 0 ? head : Math.min(head, from + MAX_POSITIONS_PER_PAGE);
    // U+10FFFF sorts behind every other character: the range is that of all names with the prefix.
    const ranges = prefixes.flatMap((prefix) => [prefix, `${prefix}\u{10ffff}`]);
    const rows = this.pageStatement(prefixes.length).all(from, to, ...ranges, limit) as EventRow[];
    const events: RecordedEvent[] = [];
    for (const row of rows) events.push(toRecorded(row));
    // A position behind the head (of a restored backup, say) must not go back.
    const position = rows.length === limit ? (rows[limit - 1] as EventRow)[0] : Math.max(to, from);
    return { events, position: positionText(position), atHead: position >= head };
  }

  private hashBefore(streamId: number, revision: number): string | undefined {
    return this.hashOf.get(streamId, revision - 1) as string | undefined;
  }

  private headNumber(): number {
    return (this.headStatement.get() as number | null) ?? 0;
  }

  private pageStatement(prefixes: number): Database.Statement {
    let statement = this.pages.get(prefixes);
    if (statement === undefined) {
      const ranges = Array.from({ length: prefixes }, () => '(s.name >= ? AND s.name < ?)').join(' OR ');
      const condition = prefixes === 0 ? '' : `AND (${ranges})`;
      // CROSS JOIN keeps the scan in the order of positions; by streams first, every page would sort all their events.
      const select = SELECT.replace('JOIN', 'CROSS JOIN');
      const sql = `${select} WHERE e.position > ? AND e.position <= ? ${condition} ORDER BY e.position LIMIT ${AT_MOST}`;
      statement = this.db.prepare(sql).raw();
      this.pages.set(prefixes, statement);
    }
    return statement;
  }
}
