import { loadConfig } from '@evidesk/platform';
import { startServer } from './server.js';

await startServer(loadConfig());
