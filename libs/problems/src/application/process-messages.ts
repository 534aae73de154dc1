import type { CommandMetadata, JsonObject } from '@evidesk/kernel';
import type { ICommand } from '@nestjs/cqrs';
import type { ProblemCommand } from '../domain/problem.commands.js';
import type { SymptomCommand } from '../domain/symptom.commands.js';
import { AdvanceProblem } from './advance-problem/advance-problem.handler.js';
import { AdvanceSymptom, ObserveSymptom } from './observe-symptom/observe-symptom.handler.js';
import { ProposeProblem } from './open-problem/open-problem.handler.js';

/** A command of a process manager, as plain data. */
interface Sent {
  readonly type: string;
  readonly target: string;
  readonly data: JsonObject;
  readonly metadata: CommandMetadata;
}

/**
 * What goes onto the command bus for a command of this context's process managers.
 * @param profile the profile in whose time zone a number is of this month
 * @returns undefined where the command is of another context
 */
export function problemMessage({ type, target, data, metadata }: Sent, profile: string): ICommand | undefined {
  switch (type) {
    case 'ObserveSymptom':
      return new ObserveSymptom(target, data as unknown as ObserveSymptom['data'], metadata);
    case 'WithdrawSymptom':
    case 'EndSymptomSeries':
      return new AdvanceSymptom(target, { type, data, metadata } as unknown as SymptomCommand);
    case 'ProposeProblem':
      return new ProposeProblem(target, data as unknown as ProposeProblem['data'], metadata, profile);
    case 'TakeIncident':
      return new AdvanceProblem(target, { type, data, metadata } as unknown as ProblemCommand);
    default:
      return undefined;
  }
}
