import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program of ours that runs until it is told to stop. */
export interface Running {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts one of our programs; it reports `{ url }` once it is ready. */
export async function startServer(program: string, ...args: readonly string[]): Promise<Running> {
  const child = fork(pathOf(program), [...args], { env: environment() });
  const { url } = (await answerOf(child)) as { readonly url: string };
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    },
  };
}

/** Runs one of our programs to its end, and gives what it reported. */
export async function runProgram<Answer>(program: string, ...args: readonly string[]): Promise<Answer> {
  const child = fork(pathOf(program), [...args], { env: environment() });
  const ended = once(child, 'exit');
  const answer = await answerOf(child);
  await ended;
  return answer as Answer;
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs.slice(1).join(' ')} ended with ${String(code)}`);
  });
  const [answer] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  ended.catch(() => undefined);
  return answer;
}

/** Settings of whoever runs the benchmarks must not change what is measured. */
function environment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^(EVIDESK_|EVENTSTORE_|MONGODB_|HOST$|PORT$)/.test(name),
  );
  return Object.fromEntries(ours);
}

function pathOf(program: string): string {
  return fileURLToPath(new URL(`./${program}.js`, import.meta.url));
}
