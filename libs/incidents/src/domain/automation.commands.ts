import type { Command } from '@evidesk/kernel';
import type { MajorIncidentDeclared } from '../contract/recording-events.js';
import type { Candidate, Loads } from './assignee.js';

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
/** One command that only process managers send, or (by default) any. It does what still is to be done, and is never refused. */
export type AutomationCommand<T extends AutomationType = AutomationType> = {
  [K in T]: Command<K, Automation[K]>;
}[T];
