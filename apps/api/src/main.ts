import { loadConfig } from '@evidesk/platform';
import { startServer } from './server.js';

const server = await startServer(loadConfig());
try {
  await server.ready;
} catch {
  // What is wrong was logged; nothing that this process could do would make it right.
  process.exitCode = 1;
  await server.close();
}
