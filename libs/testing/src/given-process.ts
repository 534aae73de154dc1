import { expect } from '@jest/globals';
import type { Document, ProcessManager, ProcessOutput, RecordedEvent } from '@evidesk/kernel';

type Sent = Omit<Extract<ProcessOutput, { kind: 'send' }>, 'kind'>;
type Scheduled = Omit<Extract<ProcessOutput, { kind: 'schedule' }>, 'kind'>;

/** `when(event).sends(commands)`, `.schedules(…)`, `.gives(…)` or `.silent()`, for a process manager and what it has seen before. */
export function givenProcess<M extends Document>(process: ProcessManager<M>, ...before: readonly RecordedEvent[]) {
  const documents = new Map<string, M>();
  const remembered = (event: RecordedEvent): M | undefined => {
    const key = process.memory?.key(event);
    if (process.memory === undefined || key === undefined) return undefined;
    const document = process.memory.remember(documents.get(key), event, key);
    if (document === null) documents.delete(key);
    else documents.set(key, document);
    return document ?? undefined;
  };
  for (const event of before) remembered(event);

  return {
    when: (event: RecordedEvent) => {
      const outputs = process.react(event, remembered(event));
      return {
        /** These commands and no others. */
        sends(...commands: readonly Sent[]): void {
          expect(outputs).toEqual(commands.map((command) => ({ kind: 'send', ...command })));
        },
        /** These schedules and nothing else. */
        schedules(...schedules: readonly Scheduled[]): void {
          expect(outputs).toEqual(schedules.map((schedule) => ({ kind: 'schedule', ...schedule })));
        },
        /** Exactly these outputs. */
        gives(...expected: readonly ProcessOutput[]): void {
          expect(outputs).toEqual(expected);
        },
        /** Nothing; with the reason, where one is expected to be told. */
        silent(reason?: string): void {
          expect(outputs).toEqual(reason === undefined ? [] : [{ kind: 'ignore', reason }]);
        },
      };
    },
  };
}
