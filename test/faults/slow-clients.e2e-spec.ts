import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { faultTest } from '../support/fault-log.js';
import { type FaultyDesk, faultyDesk, until } from '../support/faulty-desk.js';

const CLIENTS = 100;
const REQUEST_TIMEOUT_MS = 1_000;
const STALL_MS = 2_000;
const SLACK_MS = 1_500;
const READERS = 20;
const RECORDS = 1_200;
/** So that what is to be read is more than the sockets of the system hold. */
const DESCRIPTION = 'x'.repeat(19_000);
/** What all of them would be sent, at least. */
const ASKED_FOR_MIB = (READERS * RECORDS * DESCRIPTION.length) / 2 ** 20;

describe('clients that are slow, or gone without a word', () => {
  faultTest(
    {
      id: 'slow-requests',
      fault: 'requests that dribble (slowloris)',
      does: `${CLIENTS} clients send their headers or bodies a byte at a time; others work as ever beside them`,
      holds: 'each is cut off when the time for a request is up; nobody else notices',
    },
    async () => {
      const desk = await faultyDesk({ env: { EVIDESK_REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS) } });
      try {
        await desk.server.start();
        const start = performance.now();
        const slow = Array.from({ length: CLIENTS }, (_, index) => dribble(desk, index % 2 === 0));
        desk.ledger.start(4);
        const lasted = await Promise.all(slow);
        await desk.ledger.stop();
        expect(Math.max(...lasted) - start).toBeLessThan(REQUEST_TIMEOUT_MS + SLACK_MS);
        expect([...desk.ledger.answers.keys()].sort()).toEqual(['200', '201']);
        const longestMs = Math.round(Math.max(...lasted) - start);
        const { events } = await desk.verify();
        return { clients: CLIENTS, longestMs, acknowledged: desk.ledger.acknowledged, events };
      } finally {
        await desk.dispose();
      }
    },
    60_000,
  );

  faultTest(
    {
      id: 'never-reading',
      fault: 'clients that never read their answer',
      does: `${READERS} clients ask for all events, ${(RECORDS * DESCRIPTION.length) / 1e6} MB and more, and read nothing of it`,
      holds: 'memory stays bounded, others are answered; such connections are closed in the end',
    },
    async () => {
      const desk = await faultyDesk({
        env: { EVIDESK_STALL_MS: String(STALL_MS) },
        body: () => ({ description: DESCRIPTION }),
      });
      const readers: Socket[] = [];
      try {
        await desk.server.start();
        for (let record = 0; record < RECORDS; record += 10)
          await Promise.all(Array.from({ length: 10 }, () => desk.ledger.one()));
        const before = memoryOf(desk);
        let closed = 0;
        for (let reader = 0; reader < READERS; reader += 1) {
          const socket = request(desk, 'GET /v1/events HTTP/1.1\r\n', '\r\n');
          socket.pause();
          // A paused socket does not see that it was closed: the answer is read to the end later.
          readers.push(socket);
        }
        await sleep(STALL_MS / 2);
        const growth = memoryOf(desk) - before;
        expect(await desk.ledger.one()).toBe(201);
        await sleep(STALL_MS + SLACK_MS);
        for (const socket of readers) {
          socket.once('close', () => (closed += 1));
          socket.on('error', () => undefined);
          socket.resume();
        }
        await until('all are closed', () => closed === READERS);
        expect(growth).toBeLessThan(ASKED_FOR_MIB / 2);
        const { events } = await desk.verify();
        return { readers: READERS, askedForMiB: Math.round(ASKED_FOR_MIB), growthMiB: Math.round(growth), events };
      } finally {
        for (const socket of readers) socket.destroy();
        await desk.dispose();
      }
    },
    90_000,
  );
});

/** Sends a request a byte at a time; when the connection was closed. */
function dribble(desk: FaultyDesk, headers: boolean): Promise<number> {
  const text = headers ? '' : 'content-type: application/json\r\ncontent-length: 100000\r\n\r\n';
  const socket = request(desk, 'POST /v1/incidents HTTP/1.1\r\n', text);
  const timer = setInterval(() => socket.write(headers ? 'x' : ' '), 100);
  return new Promise((resolve) => {
    socket.resume();
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearInterval(timer);
      resolve(performance.now());
    });
  });
}

function request({ server, ledger }: FaultyDesk, line: string, rest: string): Socket {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`${line}host: desk\r\nauthorization: Bearer ${ledger.token}\r\n${rest}`);
  return socket;
}

/** Resident memory of the server, in MiB; 0 where the system has no /proc. */
function memoryOf({ server }: FaultyDesk): number {
  if (process.platform !== 'linux') return 0;
  const pages = Number(readFileSync(`/proc/${server.pid}/statm`, 'utf8').split(' ')[1]);
  return (pages * 4_096) / 1024 ** 2;
}
