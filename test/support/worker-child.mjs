// A worker in a process of its own on the stores of an embedded desk: it reads events, and has the commands of its
// process managers carried out by the process that forked it, which alone writes them.
import { loadConfig } from '@evidesk/platform';
import { runWorker, ThreadCommandSender } from '@evidesk/worker';

const line = {
  postMessage: (message) => process.connected && process.send(message),
  on: (event, listener) => process.on(event, listener),
};
// Without whoever carries out its commands it is of no use.
process.once('disconnect', () => process.exit(0));
await runWorker(loadConfig(), 'read', new ThreadCommandSender(line));
process.send('started');
