import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  decideIncident,
  evolveIncident,
  type IncidentCommand,
  type IncidentState,
  initialIncident,
} from '@evidesk/incidents';
import { type CompiledProfile, compileProfile, loadShippedProfile } from '@evidesk/profiles';
import { commandMetadata, NOW } from '@evidesk/testing';
import { planNext } from './plan-next.js';
import { reconcile } from './reconcile.js';
import type { SourceRow } from './source-row.js';

const said = (value: string) => ({ value, weak: false });
const row = (changes: Partial<SourceRow> = {}): SourceRow => ({
  caseId: 'INC1',
  at: '2026-11-10T08:00:00.000Z',
  details: { description: said('a'), type: said('failure'), reporter: said('Li'), contact: said('Li') },
  priority: said('P3'),
  source: 'user_report',
  channel: 'phone',
  reportedAt: '2026-11-10T08:00:00.000Z',
  supporter: 'Wang',
  outcome: 'resolved',
  text: (name) => name,
  ...changes,
});

let profile: CompiledProfile;
beforeAll(async () => {
  profile = compileProfile(await loadShippedProfile('std-4tier'), { name: 'std-4tier', version: 1 });
});

/** Follows the plan for a row to its end, by the real decider. */
function follow(
  state: IncidentState,
  target: SourceRow,
): { readonly commands: readonly string[]; readonly state: IncidentState } {
  const commands: string[] = [];
  for (let step = 0; step < 50; step += 1) {
    const command = planNext(state, target, profile);
    if (command === undefined) return { commands, state };
    commands.push(command.type);
    const metadata = commandMetadata({
      actor: { id: 'import', roles: ['importer', 'service_desk', 'l1', 'l2', 'l3', 'incident_manager'] },
      occurredAt: target.at,
      recordedAt: NOW,
    });
    const data = command.type === 'RecordIncident' ? { ...command.data, number: 'INC-202611-000001' } : command.data;
    const events = decideIncident({ type: command.type, data, metadata } as IncidentCommand, state, profile);
    expect(events).not.toEqual([]);
    state = events.reduce((folded, event) => evolveIncident(folded, event, target.at), state);
  }
  throw new Error('the plan has no end');
}

/** Brings a new incident to a row, then plans another. */
const after = (first: SourceRow, next: SourceRow) => follow(follow(initialIncident, first).state, next);

describe('planNext', () => {
  it.each<[string, Partial<SourceRow>, readonly string[]]>([
    ['new', { status: 'new' }, []],
    ['no status', {}, []],
    ['in progress', { status: 'in_progress' }, ['ClassifyIncident']],
    ['pending', { status: 'pending:supplier' }, ['ClassifyIncident', 'PutOnHold']],
    ['resolved', { status: 'resolved' }, ['ClassifyIncident', 'RecordSupport', 'ResolveIncident']],
    [
      'closed',
      { status: 'closed' },
      ['ClassifyIncident', 'RecordSupport', 'ResolveIncident', 'RecordSolution', 'ConfirmResolution', 'CloseIncident'],
    ],
    ['cancelled', { status: 'cancelled' }, ['CancelIncident']],
    [
      'the third line',
      { status: 'in_progress', tier: 'l3' },
      ['ClassifyIncident', 'EscalateIncident', 'EscalateIncident'],
    ],
    ['an engineer', { status: 'new', group: 'G', engineer: 'E' }, ['AssignIncident']],
  ])('takes a first row that says %s along legal edges only', (_what, target, commands) => {
    expect(follow(initialIncident, row(target)).commands).toEqual(['RecordIncident', ...commands]);
  });

  it('takes a resolution back that the source reopened', () => {
    expect(after(row({ status: 'resolved' }), row({ status: 'pending:user' })).commands).toEqual([
      'RejectResolution',
      'PutOnHold',
    ]);
  });

  it('resumes before it waits for something else, escalates or resolves', () => {
    const held = row({ status: 'pending:user' });
    expect(after(held, row({ status: 'pending:problem' })).commands).toEqual(['ResumeIncident', 'PutOnHold']);
    expect(after(held, row({ status: 'pending:user', tier: 'l2' })).commands).toEqual([
      'ResumeIncident',
      'EscalateIncident',
      'PutOnHold',
    ]);
    expect(after(held, row({ status: 'resolved' })).commands).toEqual([
      'ResumeIncident',
      'RecordSupport',
      'ResolveIncident',
    ]);
  });

  it('only assigns what comes back from a higher tier', () => {
    const { commands, state } = after(
      row({ status: 'in_progress', tier: 'l3' }),
      row({ status: 'in_progress', tier: 'l2', group: 'G' }),
    );
    expect(commands).toEqual(['AssignIncident']);
    expect(state).toMatchObject({ tier: 'l3' });
  });

  it('lets the classification set the priority, and changes it afterwards', () => {
    const first = row({ status: 'new' });
    expect(after(first, row({ status: 'in_progress', priority: said('P1') })).commands).toEqual(['ClassifyIncident']);
    expect(after(first, row({ status: 'new', priority: said('P1') })).commands).toEqual(['ChangePriority']);
  });

  it('corrects what the source says anew, not what it leaves open', () => {
    const { details } = row();
    const first = row({ status: 'new', details: { ...details, symptom: said('slow') } });
    expect(after(first, row({ status: 'new', details: { ...details, symptom: said('down') } })).commands).toEqual([
      'CorrectDetails',
    ]);
    expect(after(first, row({ status: 'new' })).commands).toEqual([]);
    expect(
      after(first, row({ status: 'new', details: { ...details, symptom: { value: '?', weak: true } } })).commands,
    ).toEqual([]);
  });

  it('S1-27 leaves a closed incident closed: the same again is nothing, a change is refused', () => {
    const closed = row({ status: 'closed' });
    expect(after(closed, closed).commands).toEqual([]);
    expect(() => after(closed, row({ status: 'in_progress' }))).toThrow(
      expect.objectContaining({ code: 'incident.closed' }),
    );
    expect(() => after(closed, row({ status: 'closed', priority: said('P1') }))).toThrow(
      expect.objectContaining({ code: 'incident.closed' }),
    );
  });

  it('refuses to change the details of what is resolved', () => {
    expect(() => after(row({ status: 'resolved' }), row({ status: 'resolved', priority: said('P1') }))).toThrow(
      expect.objectContaining({ code: 'incident.illegal-transition' }),
    );
  });
});

describe('reconcile', () => {
  const [early, late] = ['2026-11-10T07:00:00.000Z', '2026-11-10T09:00:00.000Z'];

  it('sets times to those that they must follow', () => {
    const { state } = follow(initialIncident, row({ status: 'in_progress' }));
    expect(reconcile(row({ status: 'resolved', at: early, resolvedAt: early }), state, late, 'clamp')).toMatchObject({
      at: late,
      resolvedAt: '2026-11-10T08:00:00.000Z',
    });
    const { state: resolved } = follow(initialIncident, row({ status: 'resolved', at: late }));
    expect(reconcile(row({ status: 'closed', at: late, closedAt: early }), resolved, late, 'clamp')).toMatchObject({
      closedAt: late,
    });
  });

  it('refuses such rows where the mapping says so', () => {
    const { state } = follow(initialIncident, row({ status: 'in_progress' }));
    expect(() => reconcile(row({ at: early }), state, late, 'reject')).toThrow(
      expect.objectContaining({ code: 'import.contradiction' }),
    );
  });
});
