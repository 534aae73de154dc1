import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Read by `npm run reliability`, which writes docs/reliability.md from it. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/evidesk/faults', import.meta.url));

/** On a machine that has other things to do as well, everything takes longer. */
const BUSY = 3;

/** A fault that is tried. */
export interface Fault {
  /** Names the file of the result. */
  readonly id: string;
  /** The fault: `kill -9 of the server`. */
  readonly fault: string;
  /** What the test does. */
  readonly does: string;
  /** What must hold, and is the title of the test. */
  readonly holds: string;
}

/** What else was seen, by name: `{ rounds: 3, acknowledged: 812 }`. */
export type Seen = Readonly<Record<string, number | string>>;

/** How many rounds a fault is tried: `EVIDESK_FAULT_ROUNDS`, or the few that do while working. */
export const roundsOr = (few: number): number => Number(process.env['EVIDESK_FAULT_ROUNDS'] ?? few);

/** A test whose outcome goes into docs/reliability.md. */
export function faultTest(fault: Fault, run: () => Promise<Seen>, timeoutMs: number): void {
  it(
    fault.holds,
    async () => {
      const start = performance.now();
      const seconds = (): number => Math.round((performance.now() - start) / 100) / 10;
      try {
        const seen = await run();
        keep(fault, { outcome: 'held', seen, seconds: seconds() });
      } catch (error) {
        keep(fault, { outcome: 'failed', seen: {}, seconds: seconds() });
        throw error;
      }
    },
    BUSY * timeoutMs,
  );
}

/** A fault that can't be tried here; the report names it. */
export function skipFault(fault: Fault, why: string): void {
  keep(fault, { outcome: `not tried: ${why}`, seen: {}, seconds: 0 });
  it.skip(`${fault.holds} (${why})`, () => undefined);
}

function keep(fault: Fault, result: { outcome: string; seen: Seen; seconds: number }): void {
  mkdirSync(FOLDER, { recursive: true });
  const content = { ...fault, ...result, at: new Date().toISOString() };
  writeFileSync(join(FOLDER, `${fault.id}.json`), `${JSON.stringify(content, undefined, 2)}\n`);
}
