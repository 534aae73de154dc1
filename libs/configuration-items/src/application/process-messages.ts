import type { CommandMetadata, JsonObject } from '@evidesk/kernel';
import type { ICommand } from '@nestjs/cqrs';
import type { CiCommand } from '../domain/ci.commands.js';
import { AdvanceCi } from './advance-ci/advance-ci.handler.js';

/** A command of a process manager, as plain data. */
interface Sent {
  readonly type: string;
  readonly target: string;
  readonly data: JsonObject;
  readonly metadata: CommandMetadata;
}

/**
 * What goes onto the command bus for a command of this context's process managers.
 * @returns undefined where the command is of another context
 */
export function ciMessage({ type, target, data, metadata }: Sent): ICommand | undefined {
  if (type !== 'ApplyPlannedChanges') return undefined;
  return new AdvanceCi(target, { type, data, metadata } as unknown as CiCommand);
}
