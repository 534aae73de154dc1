import { expect } from '@jest/globals';
import type { ProcessManager, ProcessOutput, RecordedEvent } from '@evidesk/kernel';

type Sent = Omit<Extract<ProcessOutput, { kind: 'send' }>, 'kind'>;

/** `when(event).sends(commands)` or `.silent()`, for a process manager. */
export function givenProcess(process: ProcessManager) {
  return {
    when: (event: RecordedEvent) => ({
      /** These commands and no others. */
      sends(...commands: readonly Sent[]): void {
        expect(process.react(event)).toEqual(commands.map((command) => ({ kind: 'send', ...command })));
      },
      /** No command; with the reason, where one is expected to be told. */
      silent(reason?: string): void {
        expect(process.react(event)).toEqual(reason === undefined ? [] : [{ kind: 'ignore', reason }]);
      },
    }),
  };
}
