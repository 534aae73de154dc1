import Database from 'better-sqlite3';
import type { Attributes, LoggedEvent, LogSchema, ObjectState, Related, Scalar } from '../../event-log.js';

/** The time of what an object had from the first, as OCEL 2.0 asks. */
const FROM_THE_FIRST = '1970-01-01T00:00:00.000Z';
const EVENTS_PER_TRANSACTION = 2_000;
const SQL_TYPES = { string: 'TEXT', time: 'TIMESTAMP', integer: 'INTEGER', float: 'REAL', boolean: 'BOOLEAN' } as const;

type Row = Readonly<Record<string, Scalar | null>>;

/** An event in the view of one case. */
export interface CaseEvent {
  readonly type: string;
  readonly time: string;
  /** Who acted: the id of an object. */
  readonly resource: string;
  readonly attributes: Row;
}

/** A log in the relational form of OCEL 2.0: one SQLite file, which process-mining tools open. */
export class OcelFile {
  private readonly db: Database.Database;
  private readonly statements = new Map<string, Database.Statement>();
  /** What each attribute of an object is now, to tell what has changed. */
  private readonly known: Database.Statement;
  private pending = 0;

  /** Makes the file, which must not exist. */
  constructor(
    file: string,
    private readonly schema: LogSchema,
  ) {
    this.db = new Database(file);
    this.db.pragma('journal_mode = OFF');
    this.db.pragma('synchronous = OFF');
    this.db.exec(tablesOf(schema));
    const known = 'SELECT * FROM temp.known WHERE id = ?';
    this.db.exec('CREATE TEMP TABLE known (id TEXT PRIMARY KEY, attributes TEXT NOT NULL) WITHOUT ROWID');
    this.known = this.db.prepare(known);
  }

  /** Adds an event behind the others. */
  add(event: LoggedEvent): void {
    if (this.pending === 0) this.db.exec('BEGIN');
    this.run('INSERT INTO event VALUES (?, ?)', event.id, event.type);
    this.insertRow(tableOf('event', event.type), { ocel_id: event.id, ocel_time: event.time }, event.attributes);
    for (const object of event.objects) {
      this.introduce(object);
      this.run('INSERT OR IGNORE INTO event_object VALUES (?, ?, ?)', event.id, object.id, object.qualifier);
    }
    for (const state of event.states) this.change(state, event.time);
    this.pending += 1;
    if (this.pending === EVENTS_PER_TRANSACTION) this.commit();
  }

  /** Finishes the file: what tools look up by gets its index. */
  finish(): void {
    this.commit();
    this.db.exec('CREATE INDEX event_object_by_event ON event_object (ocel_event_id)');
    this.db.exec('CREATE INDEX event_object_by_object ON event_object (ocel_object_id)');
    this.db.exec('CREATE INDEX object_object_by_source ON object_object (ocel_source_id)');
    for (const type of Object.keys(this.schema.objectTypes)) {
      const table = tableOf('object', type);
      this.db.exec(`CREATE INDEX ${quoted(`${table}_by_id`)} ON ${quoted(table)} (ocel_id)`);
    }
  }

  close(): void {
    this.db.close();
  }

  /** Every event in its order: attributes by name, and its objects. */
  *events(): Iterable<{ id: string; type: string; time: string; attributes: Row; objects: readonly Related[] }> {
    for (const { ocel_id: id, ocel_type: type } of this.pages('event')) {
      const { ocel_id: _id, ocel_time: time, ...attributes } = this.row(tableOf('event', type), id);
      yield { id, type, time: String(time), attributes, objects: this.relatedTo(id) };
    }
  }

  /** The events of each object of a type, in their order, with who acted. */
  *cases(type: string): Iterable<{ id: string; events: readonly CaseEvent[] }> {
    const events = this.statement(
      `SELECT e.ocel_id, e.ocel_type, a.ocel_object_id AS resource FROM event_object o
       JOIN event e ON e.ocel_id = o.ocel_event_id
       JOIN event_object a ON a.ocel_event_id = e.ocel_id AND a.ocel_qualifier = 'actor'
       WHERE o.ocel_object_id = ? AND o.ocel_qualifier = 'subject' ORDER BY e.rowid`,
    );
    for (const { ocel_id: id, ocel_type } of this.pages('object')) {
      if (ocel_type !== type) continue;
      const found = events.all(id) as { ocel_id: string; ocel_type: string; resource: string }[];
      yield {
        id,
        events: found.map((event) => {
          const row = this.row(tableOf('event', event.ocel_type), event.ocel_id);
          const { ocel_id: _id, ocel_time: time, ...attributes } = row;
          return { type: event.ocel_type, time: String(time), resource: event.resource, attributes };
        }),
      };
    }
  }

  /** Every object: what its attributes were and when, and the objects that it belongs to. */
  *objects(): Iterable<{ id: string; type: string; states: readonly Row[]; belongsTo: readonly Related[] }> {
    const belongsTo = this.statement(
      `SELECT o.ocel_type AS type, r.ocel_target_id AS id, r.ocel_qualifier AS qualifier
       FROM object_object r JOIN object o ON o.ocel_id = r.ocel_target_id WHERE r.ocel_source_id = ?`,
    );
    for (const { ocel_id: id, ocel_type: type } of this.pages('object')) {
      const states = this.statement(
        `SELECT * FROM ${quoted(tableOf('object', type))} WHERE ocel_id = ? ORDER BY rowid`,
      ).all(id) as Row[];
      yield { id, type, states, belongsTo: belongsTo.all(id) as Related[] };
    }
  }

  private commit(): void {
    if (this.pending > 0) this.db.exec('COMMIT');
    this.pending = 0;
  }

  /** An object is there from its first mention on. */
  private introduce({ id, type }: { readonly id: string; readonly type: string }): boolean {
    const { changes } = this.run('INSERT OR IGNORE INTO object VALUES (?, ?)', id, type);
    if (changes === 0) return false;
    this.insertRow(tableOf('object', type), { ocel_id: id, ocel_time: FROM_THE_FIRST }, {});
    this.run('INSERT INTO temp.known VALUES (?, ?)', id, '{}');
    return true;
  }

  private change({ id, type, attributes, belongsTo = [] }: ObjectState, time: string): void {
    this.introduce({ id, type });
    const table = tableOf('object', type);
    const { attributes: text } = this.known.get(id) as { readonly attributes: string };
    const before = JSON.parse(text) as Record<string, Scalar>;
    for (const [name, value] of Object.entries(attributes)) {
      if (before[name] === value) continue;
      before[name] = value;
      this.insertRow(table, { ocel_id: id, ocel_time: time, ocel_changed_field: column(name) }, { [name]: value });
    }
    this.run('UPDATE temp.known SET attributes = ? WHERE id = ?', JSON.stringify(before), id);
    for (const target of belongsTo) {
      this.introduce(target);
      this.run('INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)', id, target.id, target.qualifier);
    }
  }

  private relatedTo(eventId: string): readonly Related[] {
    return this.statement(
      `SELECT o.ocel_type AS type, r.ocel_object_id AS id, r.ocel_qualifier AS qualifier
       FROM event_object r JOIN object o ON o.ocel_id = r.ocel_object_id WHERE r.ocel_event_id = ?`,
    ).all(eventId) as Related[];
  }

  private *pages(table: 'event' | 'object'): Iterable<{ ocel_id: string; ocel_type: string }> {
    const page = this.statement(`SELECT rowid AS place, * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT 1000`);
    for (let after = 0; ;) {
      const rows = page.all(after) as { place: number; ocel_id: string; ocel_type: string }[];
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.place;
    }
  }

  private row(table: string, id: string): Row {
    return this.statement(`SELECT * FROM ${quoted(table)} WHERE ocel_id = ?`).get(id) as Row;
  }

  private insertRow(table: string, fixed: Row, attributes: Readonly<Record<string, Scalar>>): void {
    const names = [...Object.keys(fixed), ...Object.keys(attributes).map((name) => quoted(column(name)))];
    const values = [...Object.values(fixed), ...Object.values(attributes)].map((value) =>
      typeof value === 'boolean' ? Number(value) : value,
    );
    this.run(
      `INSERT INTO ${quoted(table)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ...values,
    );
  }

  private run(sql: string, ...values: readonly (string | number | null)[]): Database.RunResult {
    return this.statement(sql).run(...values);
  }

  private statement(sql: string): Database.Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) this.statements.set(sql, (statement = this.db.prepare(sql)));
    return statement;
  }
}

/** The name of an attribute's column: `move.to` is `move_to`. */
export const column = (attribute: string): string => attribute.replaceAll('.', '_');

const mapped = (type: string): string =>
  type.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const tableOf = (kind: 'event' | 'object', type: string): string => `${kind}_${mapped(type)}`;
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function tablesOf({ eventTypes, objectTypes }: LogSchema): string {
  const columns = (attributes: Attributes) =>
    Object.entries(attributes).map(([name, type]) => `, ${quoted(column(name))} ${SQL_TYPES[type]}`);
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return [
    'CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL);',
    'CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);',
    'CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));',
    'CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL);',
    'CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);',
    'CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));',
    ...Object.entries(eventTypes).flatMap(([type, attributes]) => [
      `INSERT INTO event_map_type VALUES (${literal(type)}, ${literal(mapped(type))});`,
      `CREATE TABLE ${quoted(tableOf('event', type))} (ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP${columns(attributes).join('')});`,
    ]),
    ...Object.entries(objectTypes).flatMap(([type, attributes]) => [
      `INSERT INTO object_map_type VALUES (${literal(type)}, ${literal(mapped(type))});`,
      `CREATE TABLE ${quoted(tableOf('object', type))} (ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT${columns(attributes).join('')});`,
    ]),
  ].join('\n');
}
