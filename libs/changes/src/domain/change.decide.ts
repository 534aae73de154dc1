import { assertNever, DomainError } from '@evidesk/kernel';
import type { ChangeEvent } from '../contract/change-events.js';
import type { ChangeCommand, ChangeCommandData, ChangeCommandType } from './change.commands.js';
import type { ChangeRequest, ChangeState, ChangeStatus } from './change.state.js';

/** requested → assessed → approved | rejected → scheduled → implemented | rolled back → closed */
const ALLOWED: Readonly<Record<ChangeStatus, readonly ChangeCommandType[]>> = {
  requested: ['AssessChange', 'RejectChange'],
  assessed: ['ApproveChange', 'RejectChange'],
  approved: ['ScheduleChange'],
  rejected: ['CloseChange'],
  scheduled: ['ImplementChange', 'RollBackChange', 'ScheduleChange'],
  implemented: ['CloseChange'],
  rolled_back: ['CloseChange'],
  closed: [],
};

/** The commands that a change request can take now, whoever sends them. */
export const allowedChangeCommands = (status: ChangeStatus): readonly ChangeCommandType[] => ALLOWED[status];

/**
 * What follows from a command.
 * @throws DomainError when the command is refused
 */
export function decideChange(command: ChangeCommand, state: ChangeState): readonly ChangeEvent[] {
  if (command.type === 'RequestChange') {
    if (state.status !== 'unrequested') {
      throw new DomainError('conflict', 'change.already-requested', `the change is requested as ${state.number}`);
    }
    refuseBlank(command.data);
    return [{ type: 'change.requested', data: command.data }];
  }
  const { incidentId } = mustAllow(command.type, state);
  switch (command.type) {
    case 'AssessChange':
      return [{ type: 'change.assessed', data: command.data }];
    case 'ApproveChange':
      return [{ type: 'change.approved', data: command.data }];
    case 'RejectChange':
      return [{ type: 'change.rejected', data: { incidentId, ...command.data } }];
    case 'ScheduleChange':
      if (command.data.endsAt <= command.data.startsAt) throw emptyWindow();
      return [{ type: 'change.scheduled', data: command.data }];
    case 'ImplementChange':
      return [{ type: 'change.implemented', data: { incidentId, ...command.data } }];
    case 'RollBackChange':
      return [{ type: 'change.rolled-back', data: { incidentId, ...command.data } }];
    case 'CloseChange':
      return [{ type: 'change.closed', data: command.data }];
    default:
      return assertNever(command);
  }
}

function mustAllow(command: ChangeCommandType, state: ChangeState): ChangeRequest {
  if (state.status === 'unrequested')
    throw new DomainError('not-found', 'change.not-found', 'there is no such change request');
  const allowed = ALLOWED[state.status];
  if (!allowed.includes(command)) {
    throw new DomainError('conflict', 'change.illegal-transition', `${command} is not possible while ${state.status}`, {
      command,
      changeStatus: state.status,
      allowed,
    });
  }
  return state;
}

/** The form is filled in: what, at which risk, how it is undone (S0-81 … S0-83), and about which item (S1-34). */
function refuseBlank(form: ChangeCommandData<'RequestChange'>): void {
  const required = ['description', 'riskAssessment', 'rollbackPlan'] as const;
  const about = form.plannedChanges === undefined ? [] : (['affectedCi'] as const);
  const blank = [...required, ...about].filter((field) => (form[field] ?? '').trim() === '');
  if (blank.length === 0) return;
  const errors = blank.map((field) => ({ pointer: `/${field}`, code: 'required', detail: `${field} is required` }));
  throw new DomainError('invalid', 'request.invalid', 'the change application form is not complete', {}, errors);
}

const emptyWindow = () =>
  new DomainError('invalid', 'request.invalid', 'a change window ends after it starts', {}, [
    { pointer: '/endsAt', code: 'out-of-order', detail: 'ends before it starts' },
  ]);
