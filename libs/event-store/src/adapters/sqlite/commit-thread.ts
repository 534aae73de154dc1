import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { FromThread, ToThread } from './commit-messages.js';
import { failureOf, packOutcomes, readAppends } from './commit-messages.js';
import { type EncodedAppend, GroupWriter } from './group-writer.js';
import { markShutdown, tryToWrite } from './integrity.js';
import { openForWriting, type WriteConnectionOptions } from './write-connection.js';

// What came while the last group was on its way to the disk is the next one; the bound keeps a failure's victims few.
const MAX_APPENDS_PER_TRANSACTION = 256;

/** The program of the thread that writes: a thread of its own waits for the disk, so that no other has to. */
const port = parentPort as MessagePort;
const db = openForWriting(workerData as WriteConnectionOptions);
const writer = new GroupWriter(db);
let queue: EncodedAppend[] = [];

port.on('message', (message: ToThread) => {
  let next: ToThread | undefined = message;
  for (; next !== undefined; next = waiting()) {
    if (typeof next === 'object') queue = queue.concat(readAppends(next.batch));
    else obey(next);
    if (queue.length >= MAX_APPENDS_PER_TRANSACTION) writeQueue();
  }
  writeQueue();
});

/** What has come meanwhile. */
function waiting(): ToThread | undefined {
  const received: { readonly message: unknown } | undefined = receiveMessageOnPort(port);
  return received?.message as ToThread | undefined;
}

function writeQueue(): void {
  for (let from = 0; from < queue.length; from += MAX_APPENDS_PER_TRANSACTION) {
    const group = queue.slice(from, from + MAX_APPENDS_PER_TRANSACTION);
    try {
      answer({ outcomes: packOutcomes(writer.write(group)) });
    } catch (error) {
      answer({ failed: group.length, failure: failureOf(error) });
    }
  }
  queue = [];
}

function obey(order: 'ping' | 'close'): void {
  writeQueue();
  if (order === 'ping') answer({ pinged: failing(() => tryToWrite(db)) });
  else {
    // Without the mark, the next one to open the file checks it: no more than that is lost.
    failing(() => markShutdown(db, true));
    db.close();
    port.close();
  }
}

function failing(write: () => void): ReturnType<typeof failureOf> | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

function answer(message: FromThread): void {
  port.postMessage(message);
}
