import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { loadConfig } from '@evidesk/platform';
import { METRICS, type Metrics } from '@evidesk/telemetry';
import { runWorker } from './run-worker.js';
import { ThreadCommandSender } from './thread-commands.js';
import { serveMetrics } from './thread-metrics.js';

/**
 * As a process of its own, beside servers; or as a thread of the embedded server, which alone writes events and so
 * carries out the commands of this thread's process managers.
 */
const config = loadConfig();
if (parentPort === null) {
  const app = await runWorker(config, 'write');
  app.enableShutdownHooks();
} else {
  yieldToCommands();
  const port = parentPort;
  const app = await runWorker(config, 'read', new ThreadCommandSender(port));
  const metrics = app.get<Metrics>(METRICS);
  metrics.watchNode('thread');
  serveMetrics(port, metrics);
  port.on('message', (message) => {
    if (message === 'stop') void app.close().then(() => port.close());
  });
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
