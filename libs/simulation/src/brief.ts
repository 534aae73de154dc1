import type { Dice } from './dice.js';
import { type Reporter, reporter, UNITS } from './people.js';
import { SERVICE_TOPICS } from './topics/service-topics.js';
import type { Language, Text, Topic } from './topics/topic.js';
import { USER_TOPICS } from './topics/user-topics.js';

/** How far an incident goes. */
export type Course = 'desk' | 'l1' | 'l2' | 'l3' | 'change' | 'change-rejected' | 'change-rolled-back' | 'cancelled';

/** What is decided about an incident before its life is told. */
export interface Brief {
  readonly topic: Topic;
  readonly course: Course;
  readonly priority: string;
  readonly language: Language;
  readonly reporter: Reporter;
  readonly unit: string;
  readonly channel: string;
  readonly waitsForUser: boolean;
  readonly waitsForSupplier: boolean;
  readonly rejectedOnce: boolean;
  readonly workaround: boolean;
}

const TOPICS: readonly Topic[] = [...USER_TOPICS, ...SERVICE_TOPICS];
const WITH_CHANGE = TOPICS.filter(({ change }) => change !== undefined);

const COURSES: readonly (readonly [number, Course])[] = [
  [55, 'desk'],
  [8, 'l1'],
  [19, 'l2'],
  [7, 'l3'],
  [4, 'change'],
  [2, 'change-rejected'],
  [2, 'change-rolled-back'],
  [3, 'cancelled'],
];

const CHANNELS: readonly (readonly [number, string])[] = [
  [46, 'phone'],
  [14, 'email'],
  [16, 'im'],
  [20, 'portal'],
  [4, 'onsite'],
];

/** Decides what an incident will be. `given` is what is decided already. */
export function brief(dice: Dice, given: Partial<Brief> = {}): Brief {
  const course = given.course ?? dice.weighted(COURSES);
  const topic = given.topic ?? topicFor(dice, course);
  const [p1, p2, p3, p4] = topic.priorities;
  const monitored = topic.source === 'monitoring_alert';
  return {
    topic,
    course,
    priority: dice.weighted([
      [p1, 'P1'],
      [p2, 'P2'],
      [p3, 'P3'],
      [p4, 'P4'],
    ]),
    language: monitored || dice.percent(72) ? 'zh' : 'en',
    reporter: reporter(dice.int(0, 839)),
    unit: dice.weighted(UNITS),
    channel: monitored ? 'monitoring' : dice.weighted(CHANNELS),
    waitsForUser: dice.percent(9) && !monitored,
    waitsForSupplier: dice.percent(14) && ['l2', 'l3', 'change'].includes(course),
    rejectedOnce: dice.percent(5) && ['desk', 'l1', 'l2', 'l3'].includes(course) && !monitored,
    workaround: dice.percent(50) && topic.workaround !== undefined && course !== 'desk',
    ...given,
  };
}

/** What the desk solves is mostly what users ask; what needs a change must have one to tell of. */
function topicFor(dice: Dice, course: Course): Topic {
  const topics = course.startsWith('change') ? WITH_CHANGE : TOPICS;
  const hard = course === 'l2' || course === 'l3' || course.startsWith('change');
  return dice.weighted(
    topics.map((topic) => [topic.weight * (hard && topic.type === 'consultation' ? 1 : 4), topic] as const),
  );
}

/** A text in the language of the one who writes. */
export const say = (text: Text, { language }: Pick<Brief, 'language'>): string => text[language];
