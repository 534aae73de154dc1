import type { Actor, Instant } from '@evidesk/kernel';
import {
  decideIncident,
  evolveIncident,
  type IncidentCommand,
  type IncidentEvent,
  initialIncident,
} from '@evidesk/incidents';
import { compileProfile, loadShippedProfile } from '@evidesk/profiles';

/** Events that one command made, `after` milliseconds of the incident's life. */
export interface Step {
  readonly after: number;
  readonly actor: Actor;
  readonly events: readonly IncidentEvent[];
}

/** The whole life of an incident, to be lived again and again under other names. */
export type Life = readonly Step[];

type Script = readonly (readonly [role: string, type: IncidentCommand['type'], data: object])[];

/** When the lives that others are made after were lived. */
export const MODEL_START = Date.parse('2026-01-05T01:00:00.000Z');
export const MODEL_NUMBER = 'INC-000000-000000';

const STEP_MS = 17 * 60_000;
const PROFILE = 'std-4tier';

const record = (priority: string, type = 'failure'): Script[number] => [
  'service_desk',
  'RecordIncident',
  {
    number: MODEL_NUMBER,
    title: 'Mail can not be sent',
    description: 'Mail can not be sent since this morning; the client says that the server does not answer.',
    type,
    priority,
    source: 'user_report',
    channel: 'phone',
    discoveredAt: '2026-01-05T00:55:00.000Z',
    reporter: 'Wang Li',
    contact: '+86 10 5555 0101',
    reportingUnit: 'Finance',
    category: 'usage_problem',
  },
];
const classify: Script[number] = ['service_desk', 'ClassifyIncident', { category: 'usage_problem' }];
const assign: Script[number] = [
  'service_desk',
  'AssignIncident',
  { group: 'Mail', engineer: 'zhang.wei', reason: 'knows the mail servers' },
];
const support = (role: string, solved: boolean, escalateTo?: string): Script[number] => [
  role,
  'RecordSupport',
  {
    tier: role,
    supporter: `engineer of ${role}`,
    diagnosis: 'The queue of the mail server is full and takes no more.',
    resolved: solved,
    ...(!solved && { escalationReason: 'not solvable here' }),
    ...(escalateTo !== undefined && { escalateTo }),
  },
];
const ending: Script = [
  ['service_desk', 'ResolveIncident', {}],
  ['service_desk', 'RecordSolution', { solution: 'Emptied the queue', handlingProcess: 'By hand', cause: 'system' }],
  ['service_desk', 'ConfirmResolution', { evidence: 'Called the user', satisfaction: 4.5 }],
  ['service_desk', 'CloseIncident', { outcome: 'resolved' }],
];

/** Solved by the desk, solved there after a wait, handed to the first and to the second line, withdrawn. */
const SCRIPTS: readonly Script[] = [
  [record('P3'), classify, support('service_desk', true), ...ending],
  [record('P4'), ['service_desk', 'CancelIncident', { reason: 'It works again' }]],
  [record('P2'), classify, support('service_desk', false, 'first_line'), assign, support('l1', true), ...ending],
  [record('P4'), classify, support('service_desk', true), ...ending],
  [
    record('P3'),
    classify,
    ['service_desk', 'AddComment', { text: 'The user is in a meeting.' }],
    ['service_desk', 'PutOnHold', { reason: 'user' }],
    ['service_desk', 'ResumeIncident', {}],
    support('service_desk', true),
    ...ending,
  ],
  [record('P3', 'consultation'), ['service_desk', 'CancelIncident', { reason: 'Found the answer' }]],
  [
    record('P3'),
    classify,
    support('service_desk', false, 'first_line'),
    support('l1', false),
    support('l2', true),
    ...ending,
  ],
  [record('P4'), ['service_desk', 'CancelIncident', { reason: 'Solved itself' }]],
];

/** Lives as the domain decides them, by the profile that is in force by default. */
export async function modelLives(): Promise<readonly Life[]> {
  const profile = compileProfile(await loadShippedProfile(PROFILE), { name: PROFILE, version: 1 });
  return SCRIPTS.map((script) => {
    let state = initialIncident;
    return script.map(([role, type, data], index) => {
      const after = index * STEP_MS;
      const at: Instant = new Date(MODEL_START + after).toISOString();
      const actor: Actor = { id: `user-${role}`, roles: [role] };
      const metadata = { commandId: 'model', correlationId: 'model', actor, occurredAt: at, recordedAt: at };
      const events = decideIncident({ type, data, metadata } as IncidentCommand, state, profile);
      for (const event of events) state = evolveIncident(state, event, at);
      // As JSON, since that is what is stored: fields without a value are not there.
      return { after, actor, events: JSON.parse(JSON.stringify(events)) as readonly IncidentEvent[] };
    });
  });
}
