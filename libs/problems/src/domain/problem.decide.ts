import { assertNever, DomainError } from '@evidesk/kernel';
import { MAX_INCIDENTS } from '../contract/fields.js';
import type { ProblemEvent } from '../contract/problem-events.js';
import type { ProblemCommand, ProblemCommandType } from './problem.commands.js';
import type { Problem, ProblemState, ProblemStatus } from './problem.state.js';
import { refuseBlank } from './refuse-blank.js';

/** candidate → accepted | dismissed; accepted → root cause known → resolved → closed */
const ALLOWED: Readonly<Record<ProblemStatus, readonly ProblemCommandType[]>> = {
  candidate: ['AcceptProblem', 'DismissProblem', 'AddProblemIncident'],
  accepted: ['AddProblemIncident', 'RecordRootCause', 'RecordKnownError'],
  root_cause_known: ['AddProblemIncident', 'RecordRootCause', 'RecordKnownError', 'ResolveProblem'],
  resolved: ['AddProblemIncident', 'RecordRootCause', 'CloseProblem'],
  dismissed: [],
  closed: [],
};

/** The commands that people can send to a problem now. */
export const allowedProblemCommands = (status: ProblemStatus): readonly ProblemCommandType[] => ALLOWED[status];

/**
 * What follows from a command.
 * @throws DomainError when the command is refused
 */
export function decideProblem(command: ProblemCommand, state: ProblemState): readonly ProblemEvent[] {
  if (command.type === 'ProposeProblem') {
    return state.status === 'unproposed' ? [{ type: 'problem.proposed', data: command.data }] : [];
  }
  if (command.type === 'OpenProblem') return open(command, state);
  const problem = mustExist(state);
  if (command.type === 'TakeIncident') return takeIncident(command, problem);
  mustAllow(command.type, problem);
  refuseBlank(command.data);
  const { incidents, symptomId } = problem;
  switch (command.type) {
    case 'AcceptProblem':
      return [{ type: 'problem.accepted', data: { ...command.data, incidents: [...incidents] } }];
    case 'DismissProblem':
      return [{ type: 'problem.dismissed', data: { ...command.data, symptomId } }];
    case 'AddProblemIncident':
      return addIncident(command, problem);
    case 'RecordRootCause':
      return [{ type: 'problem.root-cause-recorded', data: command.data }];
    case 'RecordKnownError':
      return [{ type: 'problem.known-error-recorded', data: command.data }];
    case 'ResolveProblem':
      return [{ type: 'problem.resolved', data: command.data }];
    case 'CloseProblem':
      return [{ type: 'problem.closed', data: { ...command.data, symptomId } }];
    default:
      return assertNever(command);
  }
}

/** Opened by a person: handed over from incidents (转单, S2-02), or of its own right. */
function open({ data }: ProblemCommand<'OpenProblem'>, state: ProblemState): readonly ProblemEvent[] {
  if (state.status !== 'unproposed') {
    throw new DomainError('conflict', 'problem.already-opened', `the problem is ${state.number}`);
  }
  refuseBlank(data);
  const incidents = [...new Set(data.incidents)];
  const origin = incidents.length > 0 ? ('transfer' as const) : ('manual' as const);
  return [{ type: 'problem.opened', data: { ...data, origin, incidents } }];
}

/** What processes add: nothing when it is there already, the problem is over, or it is full. */
function takeIncident({ data }: ProblemCommand<'TakeIncident'>, problem: Problem): readonly ProblemEvent[] {
  const takes = ALLOWED[problem.status].includes('AddProblemIncident') && problem.incidents.length < MAX_INCIDENTS;
  return takes ? added(problem, data) : [];
}

function addIncident({ data }: ProblemCommand<'AddProblemIncident'>, problem: Problem): readonly ProblemEvent[] {
  if (problem.incidents.length >= MAX_INCIDENTS && !problem.incidents.includes(data.incidentId)) {
    throw new DomainError('conflict', 'problem.full', `a problem has at most ${MAX_INCIDENTS} incidents`);
  }
  return added(problem, data);
}

function added(
  { incidents, status }: Problem,
  data: { readonly incidentId: string; readonly unit?: string },
): readonly ProblemEvent[] {
  if (incidents.includes(data.incidentId)) return [];
  return [{ type: 'problem.incident-added', data: { ...data, accepted: status !== 'candidate' } }];
}

function mustExist(state: ProblemState): Problem {
  if (state.status === 'unproposed')
    throw new DomainError('not-found', 'problem.not-found', 'there is no such problem');
  return state;
}

function mustAllow(command: ProblemCommandType, { status }: Problem): void {
  const allowed = ALLOWED[status];
  if (allowed.includes(command)) return;
  throw new DomainError('conflict', 'problem.illegal-transition', `${command} is not possible while ${status}`, {
    command,
    problemStatus: status,
    allowed,
  });
}
