import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { frozen } from '@evidesk/testing';
import { ciAggregate } from '../application/ci.aggregate.js';
import { evolveCi, initialCi } from '../domain/ci.evolve.js';
import type { CiEvent } from './ci-events.js';

const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));
const files = readdirSync(folder).sort();
const fixture = (file: string) =>
  JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as { type: CiEvent['type']; version: number; data: object };
const eventOf = (file: string) => {
  const { type, data } = fixture(file);
  return { type, data } as CiEvent;
};

describe('Every shape of an event of a configuration item that was ever stored', () => {
  it('has its fixture: each type at each version', () => {
    expect(files).toEqual([...ciAggregate.eventTypes.keys()].map((type) => `${type}.v1.json`).sort());
  });

  it.each(files)('%s is of its version and still folds', (file) => {
    const { type, version, data } = fixture(file);
    expect(file).toBe(`${type}.v${version}.json`);
    expect(ciAggregate.eventTypes.get(type)?.version).toBe(version);
    expect(ciAggregate.eventTypes.get(type)?.check(data)).toBeUndefined();
    const state = frozen(type === 'ci.registered' ? initialCi : evolveCi(initialCi, eventOf('ci.registered.v1.json')));
    expect(evolveCi(state, eventOf(file))).not.toEqual(state);
  });

  it('is refused when it is not as published', () => {
    expect(ciAggregate.eventTypes.get('ci.changed')?.check({ changes: [], reason: 'x' })).toMatch(/changes/);
    expect(ciAggregate.eventTypes.get('ci.registered')?.check({ name: 'x', attributes: { a: {} } })).toMatch(/a/);
  });
});
