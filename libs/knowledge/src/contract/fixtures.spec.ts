import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { frozen } from '@evidesk/testing';
import { knowledgeAggregate } from '../application/knowledge.aggregate.js';
import type { KnowledgeState } from '../domain/knowledge.state.js';
import type { KnowledgeEvent } from './knowledge-events.js';

const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));
const files = readdirSync(folder).sort();
const { eventTypes, evolve, initial } = knowledgeAggregate;
const fixture = (file: string) =>
  JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as KnowledgeEvent & { readonly version: number };
const after = (state: KnowledgeState, file: string) => evolve(frozen(state), fixture(file), '2026-11-16T02:00:00.000Z');

/** What has to be so before an event of each type can change anything. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'knowledge.submitted': [],
  'knowledge.revised': ['submitted', 'returned'],
  'knowledge.returned': ['submitted'],
  'knowledge.approved': ['submitted'],
  'knowledge.reviewed': ['submitted', 'approved'],
  'knowledge.review-fell-due': ['submitted', 'approved'],
  'knowledge.retired': ['submitted', 'approved'],
};

describe('Every shape of an event of the knowledge base that was ever stored', () => {
  it('has its fixture: each type at each version', () => {
    expect(files).toEqual([...eventTypes.keys()].map((type) => `${type}.v1.json`).sort());
  });

  it.each(files)('%s is of its version and still folds', (file) => {
    const { type, version, data } = fixture(file);
    expect(file).toBe(`${type}.v${version}.json`);
    expect(eventTypes.get(type)?.version).toBe(version);
    expect(eventTypes.get(type)?.check(data)).toBeUndefined();
    const path = BEFORE[type] ?? [];
    const before = path.reduce((state, step) => after(state, `knowledge.${step}.v1.json`), initial);
    expect(after(before, file)).not.toEqual(before);
  });

  it('is refused when it is not as published', () => {
    const check = (type: string, data: object) => eventTypes.get(type)?.check(data);
    expect(check('knowledge.submitted', { number: 'KB-1', author: 'a', title: 'x' })).toMatch(/solution/);
    expect(check('knowledge.approved', { version: 0, reviewDueAt: 'soon' })).toMatch(/version/);
  });
});
