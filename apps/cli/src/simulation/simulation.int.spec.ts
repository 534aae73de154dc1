import { jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { CommandExecutor, type Executed } from '@evidesk/executor';
import { type RecordedEvent, START } from '@evidesk/kernel';
import { createLogger, loadConfig } from '@evidesk/platform';
import { loadShippedProfile } from '@evidesk/profiles';
import { SteppedProcess } from '@evidesk/runtime';
import { madeUp, simulate, type Simulated } from '@evidesk/simulation';
import { type OpenSimulatedDesk, openSimulatedDesk } from './simulated-desk.js';

const PRESETS = ['std-4tier', 'hhlc-itss', 'servicedesk-phase1', 'blueking-fault'] as const;
const FROM = '2026-10-31T16:00:00.000Z';
const TO = '2026-11-30T16:00:00.000Z';
const OPTIONS = { seed: 7, from: Date.parse(FROM), to: Date.parse(TO), incidents: 100, timeZone: 'Asia/Shanghai' };

jest.setTimeout(180_000);

const logger = createLogger({ level: 'silent', name: 'test' });

async function open(name: string): Promise<OpenSimulatedDesk> {
  const config = loadConfig({ EVIDESK_DATA: '/nowhere' });
  return openSimulatedDesk({ config, from: FROM, seed: 7, profile: await loadShippedProfile(name), logger });
}

async function all(desk: OpenSimulatedDesk): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of desk.eventStore.readAll({ after: START })) events.push(event);
  return events;
}

const digest = (events: readonly RecordedEvent[]) => createHash('sha256').update(JSON.stringify(events)).digest('hex');

async function simulated<T>(name: string, use: (desk: OpenSimulatedDesk, result: Simulated) => Promise<T>): Promise<T> {
  const desk = await open(name);
  try {
    return await use(desk, await simulate(desk, madeUp(OPTIONS)));
  } finally {
    await desk.close();
  }
}

describe('A simulated month', () => {
  it.each(PRESETS)('S0-97 goes through %s from record to close, and nothing is refused', async (name) => {
    await simulated(name, async (desk, { figures, refused, events }) => {
      expect(refused).toEqual([]);
      expect(figures.recorded).toBe(100);
      const { closed, cancelled, duplicates, open: left } = figures;
      expect(closed + cancelled + duplicates + left).toBe(100);
      expect(figures.closureRate.value).toBeGreaterThan(70);
      expect(figures.onTimeResolutionRate.value).toBeGreaterThan(50);
      expect(figures.resolution.count).toBe(closed);
      const history = await all(desk);
      expect(history).toHaveLength(events);
      const times = history.map(({ metadata }) => metadata.recordedAt);
      expect(times).toEqual([...times].sort());
      expect(times.at(-1)! <= TO).toBe(true);
    });
  });

  it('S0-97 is the same again, byte by byte, for the same seed, and another for another', async () => {
    const run = () =>
      simulated('std-4tier', async (desk, { figures }) => [digest(await all(desk)), JSON.stringify(figures)]);
    expect(await run()).toEqual(await run());
    const desk = await open('std-4tier');
    const other = await simulate(desk, madeUp({ ...OPTIONS, seed: 8 }));
    await desk.close();
    expect(JSON.stringify(other.figures)).not.toBe((await run())[1]);
  });

  it('has the same incidents under every profile, which are reported at the same time', async () => {
    const reported = (name: string) =>
      simulated(name, async (desk) =>
        (await all(desk))
          .filter(({ type }) => type === 'incident.recorded')
          .map(({ stream, data }) => [stream, data['reportedAt']]),
      );
    const first = await reported('std-4tier');
    expect(first).toHaveLength(100);
    expect(await reported('hhlc-itss')).toEqual(first);
  });

  it('S4-51 escalates what is overdue, and judges every target that has ended', async () => {
    await simulated('std-4tier', async (desk, { figures, processCommands }) => {
      const events = await all(desk);
      const count = (type: string) => events.filter((event) => event.type === type).length;
      expect(processCommands).toBeGreaterThan(0);
      expect(Object.values(figures.breaches).reduce((sum, each) => sum + each, 0)).toBe(count('incident.sla-breached'));
      expect(Object.values(figures.warnings).reduce((sum, each) => sum + each, 0)).toBe(count('incident.sla-warned'));
      expect(figures.responseAttainment.all.denominator).toBeGreaterThan(count('incident.responded') / 2);
      const byPriority = Object.values(figures.resolutionAttainment.byPriority);
      expect(byPriority.reduce((sum, { denominator }) => sum + denominator, 0)).toBe(
        figures.resolutionAttainment.all.denominator,
      );
      expect(figures.slaAttainment.denominator).toBe(
        figures.responseAttainment.all.denominator + figures.resolutionAttainment.all.denominator,
      );
    });
  });

  it('sends no command twice when all of its history is taken in again by all process managers', async () => {
    const desk = await open('std-4tier');
    try {
      const first = await simulate(desk, madeUp(OPTIONS));
      const before = await all(desk);
      const outcomes: Executed<unknown>[] = [];
      const { execute } = CommandExecutor.prototype;
      const spy = jest.spyOn(CommandExecutor.prototype, 'execute').mockImplementation(async function (
        this: CommandExecutor,
        ...given
      ) {
        const executed = await execute.apply(this, given);
        outcomes.push(executed);
        return executed;
      });
      const refused: unknown[] = [];
      let sent = 0;
      const sender = {
        send: (command: Parameters<typeof desk.sender.send>[0]) => {
          sent += 1;
          return desk.sender.send(command).catch((error: unknown) => void refused.push(error));
        },
      };
      const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
      for (const process of desk.processes) {
        const again = new SteppedProcess(process, { sender, clock: desk.clock, logger: silent });
        await again.take(before);
        while (await again.fire());
      }
      spy.mockRestore();
      const isOurs = ({ stream }: RecordedEvent) => !stream.startsWith('numbering-');
      expect((await all(desk)).filter(isOurs)).toEqual(before.filter(isOurs));
      // What was called off before it came is not sent again.
      expect(sent).toBeGreaterThan(0);
      expect(sent).toBeLessThanOrEqual(first.processCommands);
      expect(outcomes.length).toBeGreaterThan(0);
      const head = before.at(-1)!.position;
      const numbering = new Set((await all(desk)).filter((event) => !isOurs(event)).map(({ position }) => position));
      expect(
        outcomes.filter(({ duplicate, position }) => !duplicate && position > head && !numbering.has(position)),
      ).toEqual([]);
    } finally {
      await desk.close();
    }
  });
});
