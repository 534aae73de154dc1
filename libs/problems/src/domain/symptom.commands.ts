import type { Command } from '@evidesk/kernel';

interface Commands {
  ObserveSymptom: {
    readonly symptomId: string;
    readonly symptom: string;
    readonly incidentId: string;
    readonly unit: string;
    readonly at: string;
    /** How many units make a system bug, by the profile of the incident (S1-79). */
    readonly needed: number;
  };
  WithdrawSymptom: { readonly incidentId: string };
  EndSymptomSeries: { readonly problemId: string };
}

export type SymptomCommandType = keyof Commands;
export type SymptomCommandData<T extends SymptomCommandType = SymptomCommandType> = Commands[T];
/** One command, or (by default) any. */
export type SymptomCommand<T extends SymptomCommandType = SymptomCommandType> = {
  [K in T]: Command<K, Commands[K]>;
}[T];
