import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { frozen, NOW } from '@evidesk/testing';
import type { AggregateType } from '@evidesk/executor';
import type { DomainEvent } from '@evidesk/kernel';
import { coordinationAggregate, problemAggregate, symptomAggregate } from '../application/aggregates.js';

const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));
const files = readdirSync(folder).sort();

interface Fixture {
  readonly type: string;
  readonly version: number;
  readonly data: object;
}
const fixture = (file: string) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as Fixture;

const AGGREGATES = [problemAggregate, symptomAggregate, coordinationAggregate] as unknown as readonly AggregateType<
  DomainEvent,
  object
>[];
const aggregateOf = (type: string) => {
  const found = AGGREGATES.find(({ name }) => type.startsWith(`${name}.`));
  if (found === undefined) throw new Error(`no aggregate for ${type}`);
  return found;
};
/** The event by which each aggregate begins. */
const FIRST: Readonly<Record<string, string>> = {
  problem: 'problem.proposed',
  symptom: 'symptom.became-system-bug',
  coordination: 'coordination.raised',
};
/** Events that say something without changing where it stands. */
const NOTES = ['problem.known-error-recorded'];

describe('Every shape of an event of problem management that was ever stored', () => {
  it('has its fixture: each type at each version', () => {
    const wanted = AGGREGATES.flatMap(({ eventTypes }) => [...eventTypes.keys()]).map((type) => `${type}.v1.json`);
    expect(files).toEqual(wanted.sort());
  });

  it.each(files)('%s is of its version and still folds', (file) => {
    const { type, version, data } = fixture(file);
    expect(file).toBe(`${type}.v${version}.json`);
    const { name, eventTypes, evolve, initial } = aggregateOf(type);
    expect(eventTypes.get(type)?.version).toBe(version);
    expect(eventTypes.get(type)?.check(data)).toBeUndefined();
    const after = (state: object, event: DomainEvent) => evolve(frozen(state), event, NOW);
    const first = fixture(`${FIRST[name] ?? ''}.v1.json`);
    const begins = type === first.type || type === 'problem.opened';
    let state = begins ? initial : after(initial, first);
    if (type === 'symptom.withdrawn') state = after(state, fixture('symptom.observed.v1.json'));
    if (type === 'coordination.verification-failed') state = after(state, fixture('coordination.handled.v1.json'));
    if (NOTES.includes(type)) expect(after(state, { type, data })).toEqual(state);
    else expect(after(state, { type, data })).not.toEqual(state);
  });

  it('is refused when it is not as published', () => {
    const check = (type: string, data: object) => aggregateOf(type).eventTypes.get(type)?.check(data);
    expect(check('problem.proposed', { number: 'PRB-1', origin: 'rumour', title: 'x', incidents: [] })).toMatch(
      /origin/,
    );
    expect(check('coordination.resolved', { number: 'COO-1' })).toMatch(/incidentId/);
    expect(check('symptom.observed', { symptom: 'x', incidentId: 'i', unit: 'u', at: 'today' })).toMatch(/at/);
  });
});
