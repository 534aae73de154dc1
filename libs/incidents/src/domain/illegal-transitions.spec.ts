import { DomainError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { actor } from '@evidesk/testing';
import { command, OFFERED_TYPES } from '../../testing/commands.js';
import { profileOf } from '../../testing/incident-kit.js';
import { lifeAt, type Place, PLACES } from '../../testing/std-4tier-path.js';
import { allowedCommands } from './allowed-commands.js';
import type { IncidentCommandType } from './incident.commands.js';
import { decideIncident } from './incident.decide.js';
import type { RecordedIncident } from './incident.state.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const OPEN = [
  'AddComment',
  'AttachFile',
  'ApplyWorkaround',
  'AssignIncident',
  'CancelIncident',
  'ChangePriority',
  'CorrectDetails',
  'DeclareMajorIncident',
  'LinkIncident',
  'MarkDuplicate',
  'UnlinkIncident',
] as const;
const WORKED_ON = [...OPEN, 'EscalateIncident', 'PutOnHold'] as const;
const RESOLVED = [
  'AddComment',
  'AttachFile',
  'AssignIncident',
  'LinkIncident',
  'RejectResolution',
  'UnlinkIncident',
] as const;

/** What each stage and status allows, by hand from the flow graph. */
const EXPECTED: Readonly<Record<Place, readonly IncidentCommandType[]>> = {
  'classification (new)': [...OPEN, 'ClassifyIncident'],
  'initial_support (in_progress)': [...WORKED_ON, 'RecordSupport'],
  'first_line (in_progress)': [...WORKED_ON, 'RecordSupport'],
  'second_line (in_progress)': [...WORKED_ON, 'RecordSupport'],
  'third_line (in_progress)': [...WORKED_ON, 'RecordSupport'],
  'change_application (in_progress)': [...WORKED_ON, 'ApplyForChange'],
  'change_implementation (pending)': [
    ...OPEN.filter((type) => type !== 'CancelIncident' && type !== 'MarkDuplicate'),
    'ReportChangeFailed',
    'ReportChangeImplemented',
  ],
  'resolution (in_progress)': [...WORKED_ON, 'ResolveIncident'],
  'solution_record (resolved)': [...RESOLVED, 'ConfirmResolution', 'RecordSolution'],
  'closing (resolved)': [...RESOLVED, 'CloseIncident', 'ConfirmResolution'],
  'closing, confirmed (resolved)': [...RESOLVED, 'CloseIncident'],
  'closing (closed)': ['AddComment', 'AttachFile', 'LinkIncident', 'RecordFollowUp', 'UnlinkIncident'],
  'first_line (pending)': [...OPEN, 'ResumeIncident'],
  'second_line (pending)': [...OPEN, 'ResumeIncident'],
  'third_line, awaiting some change (pending)': [...OPEN, 'ResumeIncident'],
  'resolution after a change (in_progress)': [...WORKED_ON, 'ResolveIncident'],
  'second_line (cancelled)': ['AddComment', 'AttachFile', 'LinkIncident', 'UnlinkIncident'],
  'second_line, a duplicate (cancelled)': [
    'AddComment',
    'AttachFile',
    'LinkIncident',
    'UnlinkIncident',
    'UnmarkDuplicate',
  ],
};

/** What is allowed by the stage, and refused for a reason of its own. */
const REFUSED_OTHERWISE: Readonly<Record<string, string>> = {
  UnlinkIncident: 'incident.not-linked',
  'CloseIncident at closing (resolved)': 'incident.confirmation-missing',
};

const EVERYBODY = { actor: actor('service_desk', 'l1', 'l2', 'l3', 'incident_manager', 'qc', 'system') };

function refusal(
  type: IncidentCommandType,
  incident: RecordedIncident,
  kind: 'functional' | 'hierarchical' = 'hierarchical',
): DomainError | undefined {
  const data = type === 'RecordSupport' ? supportBy(incident.tier) : type === 'EscalateIncident' ? { kind } : {};
  try {
    decideIncident(command(type, data, EVERYBODY), incident, desk);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

const supportBy = (tier: string) => (tier === 'l3' ? { tier, escalationReason: undefined } : { tier });

describe.each(PLACES)('S0-42 at %s', (place) => {
  it('names the commands that are allowed', () => {
    expect(allowedCommands(lifeAt(place, desk).incident, desk)).toEqual([...EXPECTED[place]].sort());
  });

  it.each(OFFERED_TYPES)('%s', (type) => {
    const { incident } = lifeAt(place, desk);
    const { status, stage, tier } = incident;
    const error = refusal(type, incident);
    if (type === 'RecordIncident') return expect(error?.code).toBe('incident.already-recorded');
    const allowed = [...EXPECTED[place]].sort();
    if (allowed.includes(type))
      return expect(error?.code).toBe(REFUSED_OTHERWISE[`${type} at ${place}`] ?? REFUSED_OTHERWISE[type]);
    expect(error?.kind).toBe('conflict');
    expect(error?.code).toBe(status === 'closed' ? 'incident.already-closed' : 'incident.illegal-transition');
    return expect(error?.details).toEqual({ command: type, incidentStatus: status, stage, tier, allowed });
  });
});

it('S0-42 S1-06 a functional escalation from a stage without an edge up is refused; one up the hierarchy is not', () => {
  for (const place of [
    'third_line (in_progress)',
    'change_application (in_progress)',
    'resolution (in_progress)',
  ] as const) {
    const { incident } = lifeAt(place, desk);
    expect(refusal('EscalateIncident', incident, 'functional')?.code).toBe('incident.illegal-transition');
    expect(
      decideIncident(
        command('EscalateIncident', { kind: 'hierarchical', reason: 'Two hours gone' }, EVERYBODY),
        incident,
        desk,
      ),
    ).toEqual([{ type: 'incident.escalated', data: { kind: 'hierarchical', reason: 'Two hours gone' } }]);
  }
});
