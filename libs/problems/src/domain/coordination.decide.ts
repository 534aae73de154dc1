import { assertNever, DomainError } from '@evidesk/kernel';
import type { CoordinationEvent } from '../contract/coordination-events.js';
import type { CoordinationCommand, CoordinationCommandType } from './coordination.commands.js';
import type { CoordinationForm, CoordinationState } from './coordination.state.js';
import { refuseBlank, refuseMissing } from './refuse-blank.js';

/** The commands that a coordination form can take now: received, analysed, handled, verified, in this order (S1-47). */
export function allowedCoordinationCommands(
  form: Pick<CoordinationForm, 'status' | 'analysed'> & { readonly handled?: object },
): readonly CoordinationCommandType[] {
  if (form.status === 'pending') return ['ReceiveCoordination'];
  if (form.status === 'resolved') return [];
  return [
    'AnalyseCoordination',
    ...(form.analysed ? (['HandleCoordination'] as const) : []),
    ...(form.handled === undefined ? [] : (['VerifyCoordination'] as const)),
  ];
}

/**
 * What follows from a command.
 * @throws DomainError when the command is refused
 */
export function decideCoordination(
  command: CoordinationCommand,
  state: CoordinationState,
): readonly CoordinationEvent[] {
  if (command.type === 'RaiseCoordination') return raise(command, state);
  const form = mustAllow(command.type, state);
  refuseBlank(command.data);
  switch (command.type) {
    case 'ReceiveCoordination':
      return [{ type: 'coordination.received', data: command.data }];
    case 'AnalyseCoordination':
      return analyse(command, form);
    case 'HandleCoordination':
      return [{ type: 'coordination.handled', data: command.data }];
    case 'VerifyCoordination':
      return verify(command, form);
    default:
      return assertNever(command);
  }
}

function raise(
  { data }: CoordinationCommand<'RaiseCoordination'>,
  state: CoordinationState,
): readonly CoordinationEvent[] {
  if (state.status !== 'unraised') {
    throw new DomainError('conflict', 'coordination.already-raised', `the form is ${state.number}`);
  }
  refuseBlank(data);
  const { needsChange = false, longResolution = false, informationChange = false, ...form } = data;
  refuseWithoutPlan({ needsChange, longResolution, hasEmergencyPlan: form.emergencyPlan !== undefined });
  return [
    { type: 'coordination.raised', data: { ...form, needsChange, longResolution } },
    ...informationChangeFound(informationChange, { ...form, informationChange: false }),
  ];
}

function analyse(
  { data }: CoordinationCommand<'AnalyseCoordination'>,
  form: CoordinationForm,
): readonly CoordinationEvent[] {
  const { analysis, emergencyPlan, informationChange = false } = data;
  const { needsChange = form.needsChange, longResolution = form.longResolution } = data;
  const hasEmergencyPlan = form.hasEmergencyPlan || emergencyPlan !== undefined;
  refuseWithoutPlan({ needsChange, longResolution, hasEmergencyPlan });
  return [
    { type: 'coordination.analysed', data: { analysis, needsChange, longResolution, emergencyPlan } },
    ...informationChangeFound(informationChange, form),
  ];
}

/** The solution involves a change of information: told once (S1-56). */
function informationChangeFound(
  found: boolean,
  { incidentId, title, informationChange }: Pick<CoordinationForm, 'incidentId' | 'title' | 'informationChange'>,
): readonly CoordinationEvent[] {
  if (!found || informationChange) return [];
  return [{ type: 'coordination.information-change-found', data: { incidentId, title } }];
}

function verify(
  { data }: CoordinationCommand<'VerifyCoordination'>,
  { number, incidentId, handled }: CoordinationForm,
): readonly CoordinationEvent[] {
  const { passed, verification, reply } = data;
  if (!passed) return [{ type: 'coordination.verification-failed', data: { verification } }];
  const { process, result } = handled as NonNullable<CoordinationForm['handled']>;
  return [
    {
      type: 'coordination.resolved',
      data: { number, incidentId, process, result, verification, reply: reply ?? result },
    },
  ];
}

/** What needs a change, or long to resolve, has an emergency handling plan (应急处理方案, S1-46). */
function refuseWithoutPlan(form: Pick<CoordinationForm, 'needsChange' | 'longResolution' | 'hasEmergencyPlan'>): void {
  if ((form.needsChange || form.longResolution) && !form.hasEmergencyPlan) refuseMissing(['emergencyPlan']);
}

function mustAllow(command: CoordinationCommandType, state: CoordinationState): CoordinationForm {
  if (state.status === 'unraised') {
    throw new DomainError('not-found', 'coordination.not-found', 'there is no such coordination form');
  }
  const allowed = allowedCoordinationCommands(state);
  if (allowed.includes(command)) return state;
  throw new DomainError(
    'conflict',
    'coordination.illegal-transition',
    `${command} is not possible while ${state.status}`,
    { command, coordinationStatus: state.status, allowed },
  );
}
