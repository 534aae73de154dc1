import type { RecordedIncident } from '../../domain/incident.state.js';
import type { IncidentDocument } from './incident-details.projection.js';
import { solutionOf, solvedAs } from './solved-as.js';

type Told = Pick<IncidentDocument, 'solution' | 'support'>;
const support = { first_line: { measures: 'Started it again' }, second_line: { solution: 'A new disk' } };
const told = (changes: object = {}) => ({ support, ...changes }) as unknown as Told;
const incident = (changes: object = {}) =>
  ({
    status: 'resolved',
    resolvedAt: '2026-11-16T02:00:00.000Z',
    symptom: '上传失败。',
    affectedCi: 'Relay  1',
    category: 'network',
    solvedAtStage: 'second_line',
    ...changes,
  }) as unknown as RecordedIncident;

describe('by what a solved incident is found', () => {
  it('S1-51 tells symptom and configuration item as they are compared, the category, and when', () => {
    const found = { symptomKey: '上传失败', ciKey: 'relay 1', category: 'network', at: '2026-11-16T02:00:00.000Z' };
    expect(solvedAs(incident(), told())).toEqual(found);
    expect(solvedAs(incident({ status: 'closed' }), told())).toEqual(found);
  });

  it('tells nothing of what is open, or of which nobody wrote down how', () => {
    expect(solvedAs(incident({ status: 'in_progress' }), told())).toBeUndefined();
    expect(solvedAs(incident(), told({ support: {} }))).toBeUndefined();
  });

  it('takes the recorded solution, or else what the line wrote that put one in place', () => {
    expect(solutionOf({ ...told({ solution: { solution: 'All of it' } }), incident: incident() })).toBe('All of it');
    expect(solutionOf({ ...told(), incident: incident() })).toBe('A new disk');
    expect(solutionOf({ ...told(), incident: incident({ solvedAtStage: 'first_line' }) })).toBe('Started it again');
  });
});
