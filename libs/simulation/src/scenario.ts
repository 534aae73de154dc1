import { deriveId, type Instant } from '@evidesk/kernel';
import { type Brief, brief } from './brief.js';
import { Dice } from './dice.js';
import { duplicatesOf, recurrenceOf } from './echoes.js';
import { COMPLAINTS, faultStory, REGIONAL_FAULT } from './fault-story.js';
import { Life } from './life.js';
import { arrival, DAY, HOUR, instantOf, monthBounds } from './office-hours.js';
import { livesOn } from './ordinary-life.js';
import type { PlannedStep } from './planned-step.js';
import { LEFT_OPEN, leaveAt } from './left-open.js';

/** The profile under which the simulated incidents live. */
export const SIMULATED_PROFILE = 'std-4tier';
/** Enough for every course, queue and figure to have something to show. */
export const FEWEST_INCIDENTS = 40;

export interface ScenarioOptions {
  readonly seed: number;
  /** `2026-10`, in the time zone. */
  readonly month: string;
  /** How many; at least `FEWEST_INCIDENTS`. */
  readonly incidents: number;
  readonly timeZone: string;
  /** Nothing happens later. Default: the end of the month. */
  readonly until?: Instant;
}

/** Names the scenario: two of one name have the same incidents. */
export const scenarioName = ({ seed, month, incidents }: ScenarioOptions): string => `${seed}/${month}/${incidents}`;

/**
 * A month of incidents (S0-97), in the order in which things happen. A function of its options: the same seed plays the
 * same month.
 * @throws RangeError when there is no such month, or there are too few incidents
 */
export function scenario(options: ScenarioOptions): readonly PlannedStep[] {
  const { seed, month, incidents, timeZone } = options;
  if (incidents < FEWEST_INCIDENTS) throw new RangeError(`a month has at least ${FEWEST_INCIDENTS} incidents`);
  const { from, to } = monthBounds(month, timeZone);
  const until = options.until === undefined ? to : Date.parse(options.until);
  const reportedBefore = Math.min(to, until);
  if (reportedBefore - from < HOUR) throw new RangeError(`${month} has not begun by ${instantOf(until)}`);
  const name = scenarioName(options);
  const life = (key: string, at: number, urgent: boolean, dice: Dice) =>
    new Life(key, deriveId('simulated-incident', name, key), dice, timeZone, urgent, at);
  const told = (key: string, dice: Dice, at: number, given: Partial<Brief>): Told => {
    const decided = brief(dice, given);
    return { brief: decided, life: livesOn(life(key, at, isUrgent(decided), dice), decided) };
  };

  const storyDice = new Dice(seed, 1);
  const storyBrief = brief(storyDice, STORY);
  const story = life(
    'fault',
    arrival(storyDice, from, from + (reportedBefore - from) * 0.6, timeZone),
    true,
    storyDice,
  );
  faultStory(story, storyBrief);

  const complaints = duplicatesOf(story, storyBrief, COMPLAINTS.slice(1), life);
  const open = LEFT_OPEN.map(({ stage, since, ...given }, index): Life => {
    const dice = new Dice(seed, 2, index);
    const at = Math.max(from, reportedBefore - since * HOUR * (0.7 + dice.int(0, 30) / 100));
    return leaveAt(told(`open-${index}`, dice, at, given).life, stage, reportedBefore);
  });
  const echoes = Math.max(2, Math.round(incidents * 0.04));
  const rest = incidents - 1 - complaints.length - open.length - echoes;
  const ordinary = Array.from({ length: rest }, (_, index): Told => {
    const dice = new Dice(seed, 3, index);
    return told(String(index), dice, arrival(dice, from, reportedBefore, timeZone), {});
  });
  const repeated = repeats(ordinary, echoes, seed, until, life);
  const lives = [story, ...complaints, ...open, ...ordinary.map((one) => one.life), ...repeated];
  return inOrder(lives, until);
}

/** A life and what was decided about it. */
interface Told {
  readonly brief: Brief;
  readonly life: Life;
}

const STORY: Partial<Brief> = {
  topic: REGIONAL_FAULT,
  course: 'change',
  priority: 'P2',
  language: 'zh',
  channel: 'phone',
  waitsForUser: false,
  ...COMPLAINTS[0],
};

const isUrgent = ({ priority }: Brief) => priority === 'P1' || priority === 'P2';

/** Some incidents are reported twice while they are open; one comes back after it was closed (S1-27, S1-77). */
function repeats(
  told: readonly Told[],
  count: number,
  seed: number,
  until: number,
  life: (key: string, at: number, urgent: boolean, dice: Dice) => Life,
): readonly Life[] {
  const lives: Life[] = [];
  for (const { life: original, brief: of } of told) {
    if (lives.length === count) break;
    if (lives.length === 0) {
      const again = recurrenceOf(original, of, until - DAY, life);
      if (again !== undefined) {
        lives.push(again);
        continue;
      }
    }
    if (of.topic.source === 'monitoring_alert') continue;
    const dice = new Dice(seed, 4, lives.length);
    const other = { unit: dice.pick(OTHER_UNITS.filter((unit) => unit !== of.unit)), reporter: of.reporter };
    lives.push(...duplicatesOf(original, of, [other], life));
  }
  return lives;
}

const OTHER_UNITS = ['华东分公司', '华南分公司', '财务部', '物流中心'];

/** By time; what happens at one instant stays in the order of its incident. */
function inOrder(lives: readonly Life[], until: number): readonly PlannedStep[] {
  const end = instantOf(until);
  return lives
    .flatMap(({ steps }) => steps)
    .map((step, index) => ({ step, index }))
    .filter(({ step }) => step.at <= end)
    .sort((a, b) => (a.step.at < b.step.at ? -1 : a.step.at > b.step.at ? 1 : a.index - b.index))
    .map(({ step }) => step);
}
