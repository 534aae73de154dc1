import type { Command } from '@evidesk/kernel';

interface Commands {
  RequestChange: {
    readonly number: string;
    readonly incidentId?: string;
    readonly description: string;
    readonly riskAssessment: string;
    readonly rollbackPlan: string;
    readonly affectedCi?: string;
    readonly plannedChanges?: Readonly<Record<string, string | number | boolean>>;
  };
  AssessChange: { readonly risk: 'low' | 'medium' | 'high'; readonly assessment: string };
  ApproveChange: { readonly note?: string };
  RejectChange: { readonly reason: string };
  ScheduleChange: { readonly startsAt: string; readonly endsAt: string };
  ImplementChange: { readonly result: string };
  RollBackChange: { readonly reason: string };
  CloseChange: { readonly review: string };
}

export type ChangeCommandType = keyof Commands;
export type ChangeCommandData<T extends ChangeCommandType = ChangeCommandType> = Commands[T];
/** One command, or (by default) any. */
export type ChangeCommand<T extends ChangeCommandType = ChangeCommandType> = {
  [K in T]: Command<K, Commands[K]>;
}[T];
