import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SealKeyFile, SealRecorder, sealingMetadata, verifyStore } from '@evidesk/audit-proof';
import { openSqliteEventStore } from '@evidesk/event-store';
import { SystemClock, UuidV7Generator } from '@evidesk/platform';
import Database from 'better-sqlite3';
import { writeHistory } from './history.js';
import { alternate, atLeast, type Bench, type Result } from './result.js';

/** Of the incidents of a run's history, one of so many. */
const SHARE = 10;
/** As the desk has it by default. */
const EVENTS_PER_SEAL = 1_024;

/**
 * Events a second that are verified, chains, order, seals and signatures, against reading their data and metadata from the
 * same file and putting them all through one SHA-256.
 */
export async function verify({ folder, scale }: Bench): Promise<readonly Result[]> {
  const file = join(folder, 'events.db');
  await writeHistory(file, scale.incidents / SHARE);
  const events = await seal(file, new SealKeyFile(join(folder, 'seal.key')));
  const comparison = await alternate(
    scale.rounds,
    async () => rate(events, () => Promise.resolve(readAndHash(file))),
    async () =>
      rate(events, async () => {
        const eventStore = openSqliteEventStore({ file, mode: 'read' });
        const verification = await verifyStore({ eventStore, consecutive: true });
        await eventStore.close();
        if (!verification.intact || verification.events !== events || verification.unsealed.events > 0)
          throw new Error(`not intact: ${JSON.stringify(verification.findings[0])}`);
      }),
  );
  return [
    atLeast('verify', comparison, 0.3, 'events/s', `${events.toLocaleString('en')} events, ${EVENTS_PER_SEAL} a seal`),
  ];
}

/** Seals all of a history. Answers how many events there are then, seals among them. */
async function seal(file: string, keyFile: SealKeyFile): Promise<number> {
  const eventStore = openSqliteEventStore({ file, mode: 'write' });
  const clock = new SystemClock();
  const recorder = new SealRecorder({ eventStore, keyFile, clock, maxEvents: EVENTS_PER_SEAL });
  await recorder.sealNow(sealingMetadata({ id: 'bench', roles: ['system'] }, clock, new UuidV7Generator()));
  const events = Number(await eventStore.head());
  await eventStore.close();
  return events;
}

async function rate(events: number, work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (events * 1_000) / (performance.now() - begin);
}

function readAndHash(file: string): string {
  const db = new Database(file, { readonly: true });
  const sha256 = createHash('sha256');
  const rows = db.prepare('SELECT data, metadata FROM events ORDER BY position').raw();
  for (const [data, metadata] of rows.iterate() as Iterable<[string, string]>) sha256.update(data).update(metadata);
  db.close();
  return sha256.digest('hex');
}
