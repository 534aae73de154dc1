import { type MessagePort, parentPort } from 'node:worker_threads';
import type { RootAnswer, RootQuestion } from './root-thread.js';
import { hasRoot } from './roots.js';

/** The program of the thread that computes the roots of trees. */
const port = parentPort as MessagePort;

port.on('message', ({ root, leaves, count }: RootQuestion) => {
  const texts = leaves.split('\n');
  // A stream's name may hold a line break: then there are more texts than leaves, and no saying which is which.
  const answer: RootAnswer = texts.length === count && hasRoot(root, texts);
  port.postMessage(answer);
});
