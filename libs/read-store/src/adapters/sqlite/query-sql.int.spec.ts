import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { commitOf, put, queue, tickets } from '../../contract/fixtures.js';
import { planQuery } from '../../core/plan.js';
import { CollectionSchema } from '../../core/schema.js';
import type { Query } from '../../port.js';
import { openSqliteReadStore } from './index.js';
import { Layout } from './layout.js';
import { countSql, segmentSql } from './query-sql.js';

describe('queries on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-read-store-'));
  const file = join(folder, 'views.db');
  const layout = new Layout(new CollectionSchema('queue', tickets.name, tickets.indexes), 1, new Set(['tags']));

  beforeAll(async () => {
    const store = openSqliteReadStore({ file });
    await store.define([queue]);
    const documents = Array.from({ length: 200 }, (_, n) => ({
      id: `t${n}`,
      status: n % 2 ? 'open' : 'new',
      priority: n % 7,
      tags: ['x', `y${n % 3}`],
      updatedAt: String(n % 11),
    }));
    await store.commit(commitOf(1, documents.map(put)));
    await store.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const explain = (text: string, parameters: readonly unknown[]): readonly string[] => {
    const db = new Database(file);
    db.function('meets', () => 1);
    const rows = db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...parameters) as readonly { detail: string }[];
    db.close();
    return rows.map(({ detail }) => detail);
  };

  const plansOf = (query: Query): readonly string[] => {
    const first = planQuery(layout.schema, layout.arrays, query);
    const last = layout.schema.values({ id: 't7', status: 'new', priority: 3, tags: ['x'], updatedAt: '5' } as never);
    const second = planQuery(layout.schema, layout.arrays, { ...query, cursor: first.cursorAfter('t7', last) });
    return [first, second].flatMap((plan) =>
      [...plan.segments()].flatMap((segment) => {
        const { text, parameters } = segmentSql(layout, plan, segment, 51);
        return explain(text, parameters);
      }),
    );
  };

  const served: readonly Query[] = [
    {},
    { index: 'by_status' },
    { index: 'by_status', where: { status: 'new' } },
    { index: 'by_status', where: { status: 'new', priority: { gte: 2 } } },
    { index: 'by_status', where: { status: { in: ['new', 'open'] } } },
    { index: 'by_status', where: { status: { in: ['new', 'open'] }, priority: { in: [1, 3, 5] } } },
    { index: 'by_status', where: { status: { gt: 'a' } } },
    { where: { status: 'new', priority: 3 } },
    { index: 'by_group', where: { 'group.name': null, updatedAt: { lt: '6' } } },
    { index: 'by_tag', where: { tags: 'x' } },
    { index: 'by_tag', where: { tags: 'x', updatedAt: { gte: '3' } } },
    { index: 'by_tag', where: { tags: 'x', status: 'new' } },
  ];

  it.each(served.flatMap((query) => [query, { ...query, order: 'descending' } as const]))(
    'are searched along an index and never sorted: %j',
    (query) => {
      const steps = plansOf(query);
      expect(steps.filter((step) => /TEMP B-TREE/.test(step))).toEqual([]);
      // A whole index in its order is no search, but a page of it ends after its rows.
      const scans = steps.filter((step) => step.startsWith('SCAN'));
      expect(scans.filter((step) => !/USING (COVERING )?INDEX/.test(step))).toEqual([]);
      expect(scans.length).toBeLessThanOrEqual(query.where === undefined ? 1 : 0);
    },
  );

  it.each([
    [{ status: 'new' }, 'USING COVERING INDEX'],
    [{ status: 'new', priority: 3 }, 'USING COVERING INDEX'],
    [{ tags: 'x' }, 'USING COVERING INDEX tickets__g1_x2_k'],
  ])('count by an index: %j', (where, expected) => {
    const { text, parameters } = countSql(
      layout,
      Object.entries(where).map(([field, condition]) => ({ field, condition })),
    );
    expect(explain(text, parameters).join('; ')).toContain(expected);
  });
});
