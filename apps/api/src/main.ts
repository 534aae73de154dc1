import { loadConfig } from '@evidesk/platform';
import { startServer } from './server.js';

const { close } = await startServer(loadConfig());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
