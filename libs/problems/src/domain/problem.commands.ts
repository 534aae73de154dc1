import type { Command } from '@evidesk/kernel';
import type { ProblemOpened, ProblemProposed } from '../contract/problem-events.js';

interface Commands {
  /** By the system alone. */
  ProposeProblem: ProblemProposed['data'];
  OpenProblem: Omit<ProblemOpened['data'], 'origin'>;
  AcceptProblem: { readonly note?: string };
  DismissProblem: { readonly reason: string };
  /** By the system alone: another unit, or the same again. */
  TakeIncident: { readonly incidentId: string; readonly unit?: string };
  AddProblemIncident: { readonly incidentId: string };
  RecordRootCause: { readonly rootCause: string };
  RecordKnownError: { readonly workaround: string };
  ResolveProblem: { readonly solution: string; readonly changeId?: string };
  CloseProblem: { readonly review: string };
}

export type ProblemCommandType = keyof Commands;
export type ProblemCommandData<T extends ProblemCommandType = ProblemCommandType> = Commands[T];
/** One command, or (by default) any. */
export type ProblemCommand<T extends ProblemCommandType = ProblemCommandType> = {
  [K in T]: Command<K, Commands[K]>;
}[T];
