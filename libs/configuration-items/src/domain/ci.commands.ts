import type { Command } from '@evidesk/kernel';
import type { Attributes } from './ci.state.js';

interface Commands {
  RegisterConfigurationItem: { readonly name: string; readonly kind?: string; readonly attributes: Attributes };
  ChangeConfigurationItem: {
    readonly attributes?: Attributes;
    /** Attributes that it has no more. */
    readonly removed?: readonly string[];
    readonly reason: string;
  };
  RetireConfigurationItem: { readonly reason: string };
  /** By the system alone: a change request that named the item was implemented (S1-34). */
  ApplyPlannedChanges: {
    readonly name: string;
    readonly attributes: Attributes;
    readonly changeId: string;
    readonly result: string;
  };
}

export type CiCommandType = keyof Commands;
export type CiCommandData<T extends CiCommandType = CiCommandType> = Commands[T];
/** One command, or (by default) any. */
export type CiCommand<T extends CiCommandType = CiCommandType> = {
  [K in T]: Command<K, Commands[K]>;
}[T];
