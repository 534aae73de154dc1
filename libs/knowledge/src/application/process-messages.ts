import type { CommandMetadata, JsonObject } from '@evidesk/kernel';
import type { ICommand } from '@nestjs/cqrs';
import { AdvanceKnowledge } from './advance-knowledge/advance-knowledge.handler.js';

/** A command of a process manager, as plain data. */
interface Sent {
  readonly type: string;
  readonly target: string;
  readonly data: JsonObject;
  readonly metadata: CommandMetadata;
}

/** What goes onto the command bus for a command of this context's process managers; `undefined` for those of others. */
export function knowledgeMessage({ type, target, data, metadata }: Sent): ICommand | undefined {
  if (type !== 'RemindKnowledgeReview') return undefined;
  return new AdvanceKnowledge(target, { type, data, metadata });
}
