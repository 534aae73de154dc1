import type { CompiledProfile } from '@evidesk/profiles';
import { by, command } from '../../testing/commands.js';
import { givenIncident, incidentDecider, Life, profileOf } from '../../testing/incident-kit.js';
import { lifeAt, type Place } from '../../testing/std-4tier-path.js';
import type { IncidentCommand } from './incident.commands.js';

let desk: CompiledProfile;
let given: ReturnType<typeof givenIncident>;
beforeAll(async () => {
  desk = await profileOf();
  given = givenIncident(desk);
});

const ROLES = [
  'end_user',
  'service_desk',
  'l1',
  'l2',
  'l3',
  'incident_manager',
  'qc',
  'process_admin',
  'auditor',
  'monitor',
  'importer',
  'system',
] as const;
type Role = (typeof ROLES)[number];

interface Cell {
  readonly title: string;
  readonly place: Place;
  readonly allowed: readonly Role[];
  readonly wish: (roles: ReturnType<typeof by>) => IncidentCommand;
}

const up = { resolved: false, escalationReason: 'Needs more' } as const;
const CELLS: readonly Cell[] = [
  {
    title: 'S0-09 S0-45 node E, classification: the desk, and the incident manager of the matrix',
    place: 'classification (new)',
    allowed: ['service_desk', 'incident_manager'],
    wish: (who) => command('ClassifyIncident', {}, who),
  },
  {
    title: 'S0-46 node F, initial support: the desk',
    place: 'initial_support (in_progress)',
    allowed: ['service_desk'],
    wish: (who) => command('RecordSupport', up, who),
  },
  {
    title: 'S0-13 S0-53 the first line owns its own form',
    place: 'first_line (in_progress)',
    allowed: ['l1'],
    wish: (who) => command('RecordSupport', { ...up, tier: 'l1' }, who),
  },
  {
    title: 'S0-16 S0-48 node H: the second line',
    place: 'second_line (in_progress)',
    allowed: ['l2'],
    wish: (who) => command('RecordSupport', { ...up, tier: 'l2' }, who),
  },
  {
    title: 'S0-19 S0-49 node I: the third line',
    place: 'third_line (in_progress)',
    allowed: ['l3'],
    wish: (who) => command('RecordSupport', { tier: 'l3', escalationReason: undefined }, who),
  },
  {
    title: 'S0-21 S0-50 node J, the change application: the third line',
    place: 'change_application (in_progress)',
    allowed: ['l3'],
    wish: (who) => command('ApplyForChange', {}, who),
  },
  {
    title: 'S0-51 node K, the change implementation: the third line, and the change process on its behalf',
    place: 'change_implementation (pending)',
    allowed: ['l3', 'system'],
    wish: (who) => command('ReportChangeImplemented', {}, who),
  },
  {
    title: 'S0-51 node K, the change failed: the third line, and the change process on its behalf',
    place: 'change_implementation (pending)',
    allowed: ['l3', 'system'],
    wish: (who) => command('ReportChangeFailed', {}, who),
  },
  {
    title: 'S0-47 C5 node G, the resolution: the desk',
    place: 'resolution (in_progress)',
    allowed: ['service_desk'],
    wish: (who) => command('ResolveIncident', {}, who),
  },
  {
    title: 'S0-52 node L, the solution record: the desk',
    place: 'solution_record (resolved)',
    allowed: ['service_desk'],
    wish: (who) => command('RecordSolution', {}, who),
  },
  {
    title: 'S0-12 S0-35 S0-53 S1-26 node C, closing: the desk alone',
    place: 'closing, confirmed (resolved)',
    allowed: ['service_desk'],
    wish: (who) => command('CloseIncident', {}, who),
  },
  {
    title: 'S0-10 S0-53 C5 escalation F→H: the desk and the incident manager',
    place: 'initial_support (in_progress)',
    allowed: ['service_desk', 'incident_manager'],
    wish: (who) => command('EscalateIncident', {}, who),
  },
  {
    title: 'S0-15 S0-53 escalation from the first line: itself and the incident manager',
    place: 'first_line (in_progress)',
    allowed: ['l1', 'incident_manager'],
    wish: (who) => command('EscalateIncident', {}, who),
  },
  {
    title: 'S0-17 S0-23 S0-53 escalation H→I: the second line and the incident manager',
    place: 'second_line (in_progress)',
    allowed: ['l2', 'incident_manager'],
    wish: (who) => command('EscalateIncident', {}, who),
  },
];

describe.each(CELLS)('$title', ({ place, allowed, wish }) => {
  it.each(ROLES)('%s', (role) => {
    const outcome = given(...lifeAt(place, desk).events).when(wish(by(role)));
    if (allowed.includes(role)) return expect(outcome.events().length).toBeGreaterThan(0);
    return outcome.refused('incident.role-not-permitted', { kind: 'forbidden' });
  });

  it('one role of several is enough, none is refused', () => {
    const at = given(...lifeAt(place, desk).events);
    expect(at.when(wish(by('auditor', allowed[0] ?? ''))).events().length).toBeGreaterThan(0);
    at.when(wish(by())).refused('incident.role-not-permitted');
  });
});

describe('Rights that the matrix holds', () => {
  it('S0-08 S0-43 S0-44 nodes A and D: who records is in the matrix, and what is recorded waits for the desk', () => {
    const mayRecord = ROLES.filter((role) => desk.mayRole('RecordIncident', [role]));
    expect(mayRecord).toEqual(['end_user', 'service_desk', 'l1', 'incident_manager', 'monitor']);
    for (const role of mayRecord) {
      const { incident } = new Life(desk).does('RecordIncident', {}, by(role));
      expect(desk.stage(incident.stage).roles).toContain('service_desk');
      expect(incident.tier).toBe('service_desk');
    }
  });

  it('S0-42 names what the stage needs', () => {
    given(...lifeAt('second_line (in_progress)', desk).events)
      .when(command('RecordSupport', { ...up, tier: 'l2' }, by('service_desk')))
      .refused('incident.role-not-permitted', {
        details: { command: 'RecordSupport', stage: 'second_line', needed: ['l2'] },
      });
  });

  it('S0-42 the form of another tier is refused, whoever sends it', () => {
    given(...lifeAt('second_line (in_progress)', desk).events)
      .when(command('RecordSupport', { ...up, tier: 'l3' }, by('l2', 'l3')))
      .refused('incident.illegal-transition');
  });

  it('no command is given to the incident manager at a node by more than escalation and classification', () => {
    const { decide } = incidentDecider(desk);
    const { state } = lifeAt('third_line (in_progress)', desk);
    expect(() =>
      decide(command('RecordSupport', { tier: 'l3', escalationReason: undefined }, by('incident_manager')), state),
    ).toThrow('needs another role');
  });
});
