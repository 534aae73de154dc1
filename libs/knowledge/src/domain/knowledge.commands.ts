import type { Command } from '@evidesk/kernel';
import type { KnowledgeContent } from '../contract/knowledge-events.js';

interface Commands {
  SubmitKnowledge: KnowledgeContent & { readonly number: string };
  /** The whole content anew. */
  ReviseKnowledge: KnowledgeContent & { readonly note?: string };
  ReturnKnowledge: { readonly reason: string };
  ApproveKnowledge: { readonly note?: string };
  /** It still holds. */
  ReviewKnowledge: { readonly note?: string };
  RetireKnowledge: { readonly reason: string };
  /** By the system alone: the time of its review has come. */
  RemindKnowledgeReview: object;
}

export type KnowledgeCommandType = keyof Commands;
export type KnowledgeCommandData<T extends KnowledgeCommandType = KnowledgeCommandType> = Commands[T];
/** One command, or (by default) any. */
export type KnowledgeCommand<T extends KnowledgeCommandType = KnowledgeCommandType> = {
  [K in T]: Command<K, Commands[K]>;
}[T];

/** How the process profile has articles looked at again. */
export interface ReviewRule {
  readonly months: number;
  /** IANA zone in which months are counted. */
  readonly timeZone: string;
}
