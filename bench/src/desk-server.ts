import { startServer } from '@evidesk/api';
import { loadConfig } from '@evidesk/platform';
import { report, whenStopped } from './programs.js';

// The embedded server as it is by default, on the folder given.
process.env['EVIDESK_DATA'] = process.argv[2];
process.env['EVIDESK_LOG_LEVEL'] = 'error';
process.env['PORT'] = '0';
// One caller does the work of hundreds.
process.env['EVIDESK_RATE_LIMIT'] = '100000000';
const server = await startServer(loadConfig());
await server.ready;
whenStopped(() => server.close());
report({ url: server.url });
