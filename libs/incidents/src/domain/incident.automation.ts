import { assertNever, type Command } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../contract/incident-events.js';
import type { MajorIncidentDeclared } from '../contract/recording-events.js';
import type { Candidate, Loads } from './assignee.js';
import { autoAssign, countRepeat, escalateMajor, linkDuplicate } from './decide/automation.js';
import type { IncidentState } from './incident.state.js';

interface Automation {
  /** Assign by the profile's rules, given who could have it and what they have to do. */
  AutoAssign: { readonly candidates: readonly Candidate[]; readonly loads: Loads };
  /** It was found to repeat an open incident. */
  LinkDuplicate: { readonly primary: { readonly id: string; readonly number: string } };
  /** Another incident repeats this one, or does so no longer. */
  CountRepeat: { readonly by: string; readonly number: string; readonly repeats: boolean };
  /** It was declared a major incident. */
  EscalateMajor: MajorIncidentDeclared['data'];
}

export type AutomationType = keyof Automation;
/** One command that only process managers send, or (by default) any. They do what still is to be done, and are never refused. */
export type AutomationCommand<T extends AutomationType = AutomationType> = {
  [K in T]: Command<K, Automation[K]>;
}[T];

/** What follows from a command of a process manager, by the profile that the incident is pinned to. */
export function decideAutomation(
  command: AutomationCommand,
  state: IncidentState,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status === 'unrecorded') return [];
  switch (command.type) {
    case 'AutoAssign':
      return autoAssign(command, state, profile);
    case 'LinkDuplicate':
      return linkDuplicate(command, state, profile);
    case 'CountRepeat':
      return countRepeat(command, state);
    case 'EscalateMajor':
      return escalateMajor(command, state, profile);
    default:
      return assertNever(command);
  }
}
