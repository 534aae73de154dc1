import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { keepHeap, loadConfig } from '@evidesk/platform';
import { METRICS, type Metrics } from '@evidesk/telemetry';
import { runWorker } from './run-worker.js';
import { ThreadCommandSender } from './thread-commands.js';
import { serveMetrics } from './thread-metrics.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * As a process of its own, beside servers; or as a thread of the embedded server, which alone writes events and so
 * carries out the commands of this thread's process managers.
 */
const config = loadConfig();
if (parentPort === null) {
  // As process 1 of a container it would not hear a signal that nobody listens to, however long it waits for its stores.
  const early = (): void => process.exit();
  for (const signal of SIGNALS) process.on(signal, early);
  keepHeap('moderate');
  const app = await runWorker(config, 'write');
  app.enableShutdownHooks();
  for (const signal of SIGNALS) process.off(signal, early);
} else {
  yieldToCommands();
  const port = parentPort;
  // Heard from the first moment on: the server may be told to end while this thread still starts. Nothing is in hand then
  // that would have to be finished, and what had begun is as after a crash.
  let stop = (): void => process.exit();
  port.on('message', (message) => {
    if (message === 'stop') stop();
  });
  const app = await runWorker(config, 'read', new ThreadCommandSender(port));
  stop = () => void app.close().then(() => port.close());
  const metrics = app.get<Metrics>(METRICS);
  metrics.watchNode('thread');
  serveMetrics(port, metrics);
  port.postMessage('started');
}

/** Where the cores are taken, views may come late so that commands need not. On Linux a thread has a priority of its own. */
function yieldToCommands(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not permitted here: then all threads are equal.
  }
}
