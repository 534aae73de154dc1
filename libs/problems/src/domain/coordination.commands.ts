import type { Command } from '@evidesk/kernel';
import type { CoordinationRaised } from '../contract/coordination-events.js';

interface Commands {
  RaiseCoordination: Omit<CoordinationRaised['data'], 'needsChange' | 'longResolution'> & {
    readonly needsChange?: boolean;
    readonly longResolution?: boolean;
    /** The solution involves a change of information (信息变更, S1-56). */
    readonly informationChange?: boolean;
  };
  ReceiveCoordination: { readonly receiver: string };
  AnalyseCoordination: {
    readonly analysis: string;
    /** Absent: as it was raised. */
    readonly needsChange?: boolean;
    readonly longResolution?: boolean;
    readonly emergencyPlan?: string;
    readonly informationChange?: boolean;
  };
  HandleCoordination: { readonly process: string; readonly result: string };
  VerifyCoordination: {
    readonly passed: boolean;
    readonly verification: string;
    /** What is written back to the incident; absent: the result (S1-49). */
    readonly reply?: string;
  };
}

export type CoordinationCommandType = keyof Commands;
export type CoordinationCommandData<T extends CoordinationCommandType = CoordinationCommandType> = Commands[T];
/** One command, or (by default) any. */
export type CoordinationCommand<T extends CoordinationCommandType = CoordinationCommandType> = {
  [K in T]: Command<K, Commands[K]>;
}[T];
