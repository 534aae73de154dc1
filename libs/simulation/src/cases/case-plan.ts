import { deriveId } from '@evidesk/kernel';
import { type Brief, brief } from '../brief.js';
import type { ChangeEnd } from '../changing.js';
import { Dice } from '../dice.js';
import { arrival, DAY, HOUR, MINUTE } from '../office-hours.js';
import { pace } from '../working.js';

/** One line's share of the work: its first try, or the solution. Effort in ms of working time. */
export interface Piece {
  /** The line of support that it takes (S0-93). */
  readonly line: number;
  /** The tier that it is meant for, where the line has several. */
  readonly tier: string;
  readonly effort: number;
  /** Until somebody of the line has taken it over. */
  readonly takeOver: number;
}

/** A stretch in which work waits for somebody else. */
export interface Wait {
  readonly reason: 'user' | 'supplier';
  /** The piece of work that it interrupts. */
  readonly piece: number;
  /** Working time before it. */
  readonly after: number;
  /** How long the other takes: users at any time of day, suppliers in working time. */
  readonly lasts: number;
}

/** A change that the third line needs; efforts in ms of working time. */
export interface PlannedChange {
  readonly end: ChangeEnd;
  readonly risk: 'low' | 'medium' | 'high';
  readonly apply: number;
  readonly assess: number;
  readonly decide: number;
  /** From the decision to the window, elapsed time. */
  readonly window: number;
  readonly implement: number;
  readonly review: number;
}

/**
 * All that does not depend on the process profile: who reports what and when, and what it takes. The same under every
 * profile, so that what they come to can be compared.
 */
export interface CasePlan {
  readonly incidentId: string;
  /** Ms since the epoch. */
  readonly reportedAt: number;
  readonly discoveredAt: number;
  readonly brief: Brief;
  /** Which of the many things of its kind is broken. */
  readonly variant: number;
  /** People are told apart by a number from 1. */
  readonly staff: number;
  readonly classify: number;
  /** Raised by one, so long after it was classified (S1-65). */
  readonly raisedAfter?: number;
  /** Passed up the hierarchy so long after it was classified (S0-30). */
  readonly managerAfter?: number;
  readonly pieces: readonly Piece[];
  readonly waits: readonly Wait[];
  readonly workaroundAfter?: number;
  readonly change?: PlannedChange;
  readonly resolve: number;
  readonly write: number;
  readonly review: number;
  readonly assess: number;
  /** The reporter sends it back once, and what it takes then. */
  readonly rejection?: { readonly after: number; readonly effort: number };
  readonly confirm: { readonly by: 'reporter' | 'desk'; readonly after: number; readonly satisfaction?: number };
  readonly close: { readonly after: number; readonly outcome: string };
  readonly followUp?: number;
  /** Withdrawn so long after it was classified. */
  readonly cancelledAfter?: number;
  /** The case that it repeats, if that is still open. */
  readonly repeats?: string;
}

export interface CasesOptions {
  readonly seed: number;
  /** Reported from here … */
  readonly from: number;
  /** … to here, ms since the epoch. */
  readonly to: number;
  readonly incidents: number;
  /** IANA zone in which people report: mostly in office hours. */
  readonly timeZone: string;
}

/** How many of a hundred report what is reported already. */
const REPEATS_PERCENT = 4;
/** So many things of each kind can break. */
const VARIANTS = 400;

/** Names a set of cases: two of one name have the same. */
export const casesName = ({ seed, from, to, incidents }: CasesOptions): string => [seed, from, to, incidents].join('/');

/** The cases of a period (S0-97), by the time at which they are reported. The same seed gives the same. */
export function planCases(options: CasesOptions): readonly CasePlan[] {
  const { seed, from, to, incidents, timeZone } = options;
  const name = casesName(options);
  const cases = Array.from({ length: incidents }, (_, index): CasePlan => {
    const dice = new Dice(seed, 5, index);
    const reportedAt = arrival(dice, from, to, timeZone);
    return planCase(deriveId('simulated-case', name, index), reportedAt, dice);
  });
  const byTime = [...cases].sort((a, b) => a.reportedAt - b.reportedAt || (a.incidentId < b.incidentId ? -1 : 1));
  return byTime.map((plan, index) => repeating(plan, byTime[index - 1], new Dice(seed, 6, index)));
}

/** A few report the same as somebody shortly before them (S1-07, S1-77). */
function repeating(plan: CasePlan, before: CasePlan | undefined, dice: Dice): CasePlan {
  if (before === undefined || before.repeats !== undefined || !dice.percent(REPEATS_PERCENT)) return plan;
  if (plan.brief.topic.source === 'monitoring_alert' || before.brief.course === 'cancelled') return plan;
  const { topic, priority } = before.brief;
  const same = { ...plan.brief, topic, priority, workaround: false };
  return { ...plan, brief: same, variant: before.variant, repeats: before.incidentId };
}

function planCase(incidentId: string, reportedAt: number, dice: Dice): CasePlan {
  // Nobody reads the texts, and those in one language take half the memory.
  const told = brief(dice, { language: 'en' });
  const { topic, course, priority, channel } = told;
  const rate = pace(told);
  const minutes = (from: number, to: number) => dice.int(from * 60, to * 60) * 1_000;
  const paced = (from: number, to: number) => Math.round(minutes(from, to) * rate);
  const monitored = topic.source === 'monitoring_alert';
  const patience = { P1: 11, P2: 35, P3: 80, P4: 140 }[priority] ?? 60;
  const pieces = piecesOf(told, dice, paced);
  const last = pieces.length - 1;
  const score = dice.weighted(SCORES);
  const scored = dice.percent(48);
  const byReporter = channel === 'portal' && !monitored;
  return {
    incidentId,
    reportedAt,
    discoveredAt: reportedAt - minutes(1, monitored ? 2 : 90),
    brief: told,
    variant: dice.int(1, VARIANTS),
    staff: dice.int(1, 8),
    classify: minutes(2, dice.percent(6) ? patience * 4 : patience),
    ...some(dice.percent(4) && priority === 'P3', { raisedAfter: minutes(3, 20) }),
    ...some(priority === 'P1', { managerAfter: minutes(1, 3) }),
    pieces,
    waits: [
      ...(told.waitsForUser
        ? [{ reason: 'user' as const, piece: 0, after: paced(5, 30), lasts: minutes(60, 900) }]
        : []),
      ...(told.waitsForSupplier
        ? [{ reason: 'supplier' as const, piece: last, after: paced(10, 60), lasts: paced(200, 480) }]
        : []),
    ],
    ...some(told.workaround && last > 0, { workaroundAfter: paced(5, 40) }),
    ...some(course.startsWith('change'), { change: changeOf(course, dice, paced) }),
    resolve: paced(1, 25),
    write: minutes(3, 60),
    review: minutes(20, 180),
    assess: minutes(30, 240),
    ...some(told.rejectedOnce, { rejection: { after: minutes(30, 300), effort: paced(20, 120) } }),
    confirm: {
      by: byReporter ? 'reporter' : 'desk',
      after: monitored ? minutes(30, 120) : byReporter ? minutes(20, 1_500) : minutes(15, 600),
      ...some(scored && !monitored, { satisfaction: score }),
    },
    close: { after: minutes(5, 240), outcome: told.workaround ? 'resolved_by_workaround' : dice.weighted(OUTCOMES) },
    ...some(dice.percent(35) && !monitored, {
      followUp: minutes(400, 3_000) + (dice.percent(12) ? 7 * DAY : 0),
    }),
    ...some(course === 'cancelled', { cancelledAfter: minutes(10, 200) }),
  };
}

const some = <T extends object>(condition: boolean, members: T): T | Record<string, never> =>
  condition ? members : {};

/** The lines that it passes through, the last of which solves it. */
function piecesOf({ course }: Brief, dice: Dice, paced: (from: number, to: number) => number): readonly Piece[] {
  const takeOver = () => paced(2, 30);
  const desk = (from: number, to: number): Piece => ({
    line: 1,
    tier: 'service_desk',
    effort: paced(from, to),
    takeOver: 0,
  });
  const on = (line: number, tier: string, from: number, to: number): Piece => ({
    line,
    tier,
    effort: paced(from, to),
    takeOver: takeOver(),
  });
  const throughFirst = dice.percent(25);
  switch (course) {
    case 'desk':
    case 'cancelled':
      return [desk(5, 55)];
    case 'l1':
      return [desk(5, 40), on(1, 'l1', 15, 120)];
    case 'l2':
      return [desk(5, 40), ...(throughFirst ? [on(1, 'l1', 8, 60)] : []), on(2, 'l2', 30, 300)];
    default: {
      const tries = [desk(5, 40), ...(throughFirst ? [on(1, 'l1', 8, 60)] : []), on(2, 'l2', 40, 300)];
      return [...tries, on(3, 'l3', course === 'l3' ? 90 : 60, course === 'l3' ? 600 : 400)];
    }
  }
}

function changeOf(course: string, dice: Dice, paced: (from: number, to: number) => number): PlannedChange {
  const ends: Readonly<Record<string, ChangeEnd>> = {
    'change-rejected': 'rejected',
    'change-rolled-back': 'rolled-back',
  };
  return {
    end: ends[course] ?? 'implemented',
    risk: dice.weighted([
      [5, 'low' as const],
      [4, 'medium' as const],
      [1, 'high' as const],
    ]),
    apply: paced(20, 180),
    assess: paced(30, 240),
    decide: paced(30, 300),
    window: Math.max(15 * MINUTE, paced(60, 12 * 60)),
    implement: dice.int(20 * 60, 80 * 60) * 1_000,
    review: dice.int(10 * 60, (2 * HOUR) / 1_000) * 1_000,
  };
}

const SCORES = [
  [30, 5],
  [24, 4.5],
  [20, 4],
  [8, 3.5],
  [6, 3],
  [2, 2],
  [1, 1],
] as const;

const OUTCOMES = [
  [95, 'resolved'],
  [3, 'not_resolved'],
  [1, 'rejected_by_user'],
] as const;
