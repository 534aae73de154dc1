import type { Executed } from '@evidesk/executor';
import { measureAppends, measureCommands, Metrics } from '@evidesk/telemetry';
import { median, type Result } from './result.js';

const ROUNDS = 7;
const COMMANDS = 200_000;
const MOST_MICROSECONDS = 3;
const METADATA = {
  commandId: 'c',
  correlationId: 'r',
  actor: { id: 'a', roles: [] },
  occurredAt: '2026-01-05T00:55:00.000Z',
  recordedAt: '2026-01-05T00:55:00.000Z',
};
const EXECUTED: Executed<undefined> = { id: 'i', revision: 0, position: '1', state: undefined, duplicate: false };
const APPENDED = { revision: 0, position: '1', duplicate: false };

/**
 * What observing a command over HTTP costs the thread that answers: the observers of command and append with their
 * promises, and the cell of the request; against the same promises without them.
 */
export async function observing(): Promise<readonly Result[]> {
  const metrics = new Metrics(() => undefined);
  const [command, append] = [measureCommands(metrics), measureAppends(metrics)];
  const request = metrics
    .histograms({ name: 'http', help: 'as the server has it', labels: ['method', 'route', 'status'] })
    .with('POST', '/v1/incidents', '201');
  const plain = async (): Promise<void> => {
    await Promise.resolve(APPENDED).then(() => EXECUTED);
  };
  const observed = async (): Promise<void> => {
    const started = performance.now();
    await command({ aggregate: 'incident', command: 'RecordIncident', metadata: METADATA }, () =>
      append('incident-i', [], () => Promise.resolve(APPENDED)).then(() => EXECUTED),
    );
    request.observe((performance.now() - started) / 1_000);
  };
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const without = await timed(plain);
    costs.push((await timed(observed)) - without);
  }
  const value = median(costs.slice(1));
  return [
    {
      name: 'observing a command over HTTP',
      value,
      unit: 'µs',
      goal: `< ${MOST_MICROSECONDS}`,
      ok: value < MOST_MICROSECONDS,
      note: 'of the thread that answers',
    },
  ];
}

/** Microseconds that each of many took. */
async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < COMMANDS; count += 1) await work();
  return ((performance.now() - start) * 1_000) / COMMANDS;
}
