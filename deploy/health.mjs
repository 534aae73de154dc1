// Ends with 0 when the process of this container is ready, else with 1. The image has no curl, and needs none.
import { get } from 'node:http';

const port = process.env.EVIDESK_WORKER_PORT || process.env.PORT || '3000';
const fail = (reason) => {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
};

// A connection of its own, that ends with the answer: one that is kept would keep this program up too.
const request = get({ host: '127.0.0.1', port, path: '/health/ready', agent: false, timeout: 4_000 }, (response) => {
  response.resume();
  if (response.statusCode !== 200) fail(`not ready: ${response.statusCode}`);
});
request.on('timeout', () => request.destroy(new Error('no answer within 4 s')));
request.on('error', (error) => fail(error.message));
