import { parentPort } from 'node:worker_threads';
import { loadConfig } from '@evidesk/platform';
import { runWorker } from './run-worker.js';

/**
 * As a process of its own: all runners, beside servers. As a thread of the embedded server: the projections, since only
 * the server's main thread writes events.
 */
const config = loadConfig();
if (parentPort === null) {
  const app = await runWorker(config, 'write', 'all');
  app.enableShutdownHooks();
} else {
  const app = await runWorker(config, 'read', 'projections');
  const port = parentPort;
  port.once('message', () => {
    void app.close().then(() => port.close());
  });
  port.postMessage('started');
}
