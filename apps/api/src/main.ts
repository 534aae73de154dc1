import { createLogger, loadConfig } from '@evidesk/platform';
import { startServer } from './server.js';

const config = loadConfig();
const logger = createLogger({ level: config.logLevel, name: 'evidesk' });
const server = await startServer(config, undefined, logger).catch((error: unknown) => {
  logger.fatal({ error }, 'the server can not start');
  process.exitCode = 1;
});
try {
  await server?.ready;
} catch {
  // What is wrong was logged; nothing that this process could do would make it right.
  process.exitCode = 1;
  await server?.close();
}
