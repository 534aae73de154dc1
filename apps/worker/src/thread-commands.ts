import { DomainError, type FieldError, type JsonObject, type RefusalKind, StoreUnavailable } from '@evidesk/kernel';
import type { CommandSender, ProcessCommand } from '@evidesk/runtime';

/** One end of the line between two threads: a worker, or the port to the parent. */
export interface Line {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface Asked {
  readonly kind: 'command';
  readonly id: number;
  readonly command: ProcessCommand;
}

interface Answered {
  readonly kind: 'carried-out';
  readonly id: number;
  readonly failure?: Failure;
}

/** An error as plain data. */
type Failure =
  | {
      readonly kind: 'refused';
      readonly refusal: RefusalKind;
      readonly code: string;
      readonly message: string;
      readonly details: JsonObject;
      readonly fieldErrors: readonly FieldError[];
    }
  | { readonly kind: 'unavailable'; readonly store: string; readonly retryAfterMs: number }
  | { readonly kind: 'failed'; readonly message: string };

/** Has the commands of this thread's process managers carried out by the thread that writes events. */
export class ThreadCommandSender implements CommandSender {
  private readonly waiting = new Map<number, { resolve(): void; reject(error: Error): void }>();
  private last = 0;

  constructor(private readonly line: Line) {
    line.on('message', (message) => {
      if (!isAnswer(message)) return;
      const asked = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.failure === undefined) asked?.resolve();
      else asked?.reject(toError(message.failure));
    });
  }

  send(command: ProcessCommand): Promise<void> {
    return new Promise((resolve, reject) => {
      this.last += 1;
      this.waiting.set(this.last, { resolve, reject });
      this.line.postMessage({ kind: 'command', id: this.last, command } satisfies Asked);
    });
  }
}

/** Carries out the commands that come over the line. */
export function serveCommands(line: Line, sender: CommandSender): void {
  const answer = (id: number, failure?: Failure) =>
    line.postMessage({ kind: 'carried-out', id, ...(failure && { failure }) } satisfies Answered);
  line.on('message', (message) => {
    if (!isCommand(message)) return;
    const { id, command } = message;
    sender.send(command).then(
      () => answer(id),
      (error: unknown) => answer(id, toFailure(error)),
    );
  });
}

function toFailure(error: unknown): Failure {
  if (error instanceof DomainError) {
    const { kind: refusal, code, message, details, fieldErrors } = error;
    return { kind: 'refused', refusal, code, message, details, fieldErrors };
  }
  if (error instanceof StoreUnavailable) {
    return { kind: 'unavailable', store: error.store, retryAfterMs: error.retryAfterMs };
  }
  return { kind: 'failed', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

function toError(failure: Failure): Error {
  switch (failure.kind) {
    case 'refused':
      return new DomainError(failure.refusal, failure.code, failure.message, failure.details, failure.fieldErrors);
    case 'unavailable':
      return new StoreUnavailable(failure.store, failure.retryAfterMs);
    case 'failed':
      return new Error(failure.message);
  }
}

const isCommand = (message: unknown): message is Asked => kindOf(message) === 'command';
const isAnswer = (message: unknown): message is Answered => kindOf(message) === 'carried-out';

function kindOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
}
