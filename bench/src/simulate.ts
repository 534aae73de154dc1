import { openSimulatedDesk, type OpenSimulatedDesk } from '@evidesk/cli';
import { createLogger, loadConfig } from '@evidesk/platform';
import { loadShippedProfile } from '@evidesk/profiles';
import { madeUp, simulate as play } from '@evidesk/simulation';
import { alternate, type Bench, type Result } from './result.js';

const FROM = '2026-10-31T16:00:00.000Z';
const TO = '2026-11-30T16:00:00.000Z';
/** Of the incidents of a run's history, one of so many. */
const SHARE = 20;
const SECONDS_FOR_10_000 = 60;
/** Each takes long; the machine's noise is small beside it. */
const MOST_ROUNDS = 2;

/**
 * A simulated month of `std-4tier`, in seconds, against the same commands, of people and of process managers, in the same
 * order through the same handlers without any process manager, view or figure.
 */
export async function simulate({ folder, scale }: Bench): Promise<readonly Result[]> {
  const incidents = scale.incidents / SHARE;
  const config = loadConfig({ EVIDESK_DATA: folder });
  const logger = createLogger({ level: 'warn', name: 'bench' });
  const profile = await loadShippedProfile('std-4tier');
  const open = () => openSimulatedDesk({ config, profile, from: FROM, seed: 1, logger });
  const staged = madeUp({ seed: 1, from: Date.parse(FROM), to: Date.parse(TO), incidents, timeZone: profile.timeZone });

  const commands: ((desk: OpenSimulatedDesk) => Promise<unknown>)[] = [];
  let [events, cpu] = [0, 0];
  const recording = async (desk: OpenSimulatedDesk): Promise<void> => {
    const { bus, sender, clock } = desk;
    const note = (run: (other: OpenSimulatedDesk) => Promise<unknown>) => {
      const now = clock.now();
      commands.push((other) => {
        other.clock.advanceTo(now);
        return run(other);
      });
    };
    const played = await play(
      {
        ...desk,
        bus: { execute: (message) => (note((other) => other.bus.execute(message)), bus.execute(message)) },
        sender: { send: (command) => (note((other) => other.sender.send(command)), sender.send(command)) },
      },
      staged,
    );
    if (played.refused.length > 0) throw new Error(`${played.refused.length} commands were refused`);
    events = played.events;
  };
  const timed = async (use: (desk: OpenSimulatedDesk) => Promise<unknown>): Promise<number> => {
    const desk = await open();
    try {
      const start = performance.now();
      await use(desk);
      return (performance.now() - start) / 1_000;
    } finally {
      await desk.close();
    }
  };
  await timed(recording);
  const comparison = await alternate(
    Math.min(scale.rounds, MOST_ROUNDS),
    () =>
      timed(async (desk) => {
        for (const command of commands) await command(desk);
      }),
    () =>
      timed(async (desk) => {
        const before = process.cpuUsage();
        await play(desk, staged);
        const { user, system } = process.cpuUsage(before);
        cpu = (user + system) / 1_000_000;
      }),
  );
  const most = (SECONDS_FOR_10_000 * incidents) / 10_000;
  return [
    {
      name: `simulate a month of ${incidents.toLocaleString('en')} incidents`,
      ...comparison,
      unit: 's',
      goal: `≤ ${most} s`,
      ok: comparison.value <= most,
      note: `${cpu.toFixed(0)} s on the processor; ${commands.length.toLocaleString('en')} commands, ${events.toLocaleString('en')} events; against the commands alone`,
    },
  ];
}
