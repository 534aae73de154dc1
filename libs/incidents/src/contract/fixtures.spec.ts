import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { frozen, NOW } from '@evidesk/testing';
import { incidentAggregate } from '../application/incident.aggregate.js';
import { evolveIncident, initialIncident } from '../domain/incident.evolve.js';
import type { IncidentState } from '../domain/incident.state.js';
import { type IncidentEvent, incidentEventSchemas } from './incident-events.js';

const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));
const files = readdirSync(folder).sort();

interface Fixture {
  readonly type: IncidentEvent['type'];
  readonly version: number;
  readonly data: IncidentEvent['data'];
}
const fixture = (file: string) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as Fixture;
const eventOf = (file: string): IncidentEvent => {
  const { type, data } = fixture(file);
  return { type, data } as IncidentEvent;
};

const recorded = () => evolveIncident(initialIncident, eventOf('incident.recorded.v1.json'), NOW);

/** A state in which the event can have happened. */
function before(type: string): IncidentState {
  if (type === 'incident.recorded') return initialIncident;
  if (type === 'incident.unmarked-duplicate')
    return evolveIncident(recorded(), eventOf('incident.marked-duplicate.v1.json'), NOW);
  if (type === 'incident.resolution-confirmed' || type.startsWith('incident.confirmation-'))
    return evolveIncident(recorded(), eventOf('incident.resolved.v1.json'), NOW);
  if (type === 'incident.resumed') return evolveIncident(recorded(), eventOf('incident.put-on-hold.v1.json'), NOW);
  if (type === 'incident.unlinked') return evolveIncident(recorded(), eventOf('incident.linked.v1.json'), NOW);
  if (type === 'incident.repeat-withdrawn')
    return evolveIncident(recorded(), eventOf('incident.repeated.v1.json'), NOW);
  return recorded();
}

/** Events that say something without changing where the incident stands. */
const NOTES = ['incident.commented', 'incident.followed-up'];

describe('Every shape of an event that was ever stored', () => {
  it('has its fixture: each type at each version', () => {
    const wanted = Object.keys(incidentEventSchemas).map((type) => `${type}.v1.json`);
    expect(files).toEqual(wanted.sort());
  });

  it.each(files)('%s is of its version and still folds', (file) => {
    const { type, version, data } = fixture(file);
    expect(file).toBe(`${type}.v${version}.json`);
    const published = incidentAggregate.eventTypes.get(type);
    expect(published?.version).toBe(version);
    expect(published?.check(data)).toBeUndefined();
    const state = frozen(before(type));
    const after = evolveIncident(state, eventOf(file), NOW);
    if (NOTES.includes(type)) expect(after).toEqual(state);
    else expect(after).not.toEqual(state);
  });

  it('is refused when it is not as published', () => {
    const check = (type: string, data: object) => incidentAggregate.eventTypes.get(type)?.check(data);
    expect(check('incident.escalated', { kind: 'sideways', reason: 'x' })).toMatch(/kind/);
    expect(check('incident.closed', { outcome: 'resolved' })).toMatch(/successful/);
    expect(check('incident.resolution-confirmed', { by: 'desk', satisfactionTenths: 51 })).toMatch(
      /satisfactionTenths/,
    );
    expect(check('incident.details-corrected', { changes: [{ field: 'status', from: 'closed', to: 'new' }] })).toMatch(
      /field/,
    );
    expect(check('incident.sla-warned', { clock: 'lunch', percent: 75, at: NOW, dueAt: NOW })).toMatch(/clock/);
    expect(check('incident.resumed', { reason: 'user', pausedMs: { working: 0.5 } })).toMatch(/pausedMs/);
    expect(check('incident.details-corrected', { changes: [] })).toMatch(/changes/);
  });
});
