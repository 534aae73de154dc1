const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The wish that the process end. */
export interface StopSignal {
  /** Raised by the first SIGINT or SIGTERM. */
  readonly asked: AbortSignal;
  /** Resolves by the second: the framework raises the first one again once it has closed everything. */
  readonly closed: Promise<void>;
  dispose(): void;
}

/** Listens for SIGINT and SIGTERM. Asked a third time, the process ends at once. */
export function stopSignal(): StopSignal {
  const controller = new AbortController();
  let times = 0;
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  const listener = () => {
    times += 1;
    if (times === 1) controller.abort();
    else if (times === 2) close();
    else process.exit(130);
  };
  for (const name of SIGNALS) process.on(name, listener);
  // Once all is closed nothing else keeps the process up until the signal comes round.
  const awake = setInterval(() => undefined, 60_000);
  return {
    asked: controller.signal,
    closed,
    dispose: () => {
      clearInterval(awake);
      for (const name of SIGNALS) process.off(name, listener);
    },
  };
}

/** Resolves when a signal is raised. */
export const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
