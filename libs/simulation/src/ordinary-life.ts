import { type Brief, say } from './brief.js';
import { changes } from './changing.js';
import { endsWell } from './ending.js';
import type { Life } from './life.js';
import { actorOf, type Person, staff } from './people.js';
import { handsUp, intake, solves } from './working.js';

/** The whole life of an incident, by its brief. */
export function livesOn(life: Life, brief: Brief): Life {
  const { dice } = life;
  const { course, topic } = brief;
  const desk = intake(life, brief);
  if (course === 'cancelled') {
    const reason = say({ zh: '用户撤回：自行恢复', en: 'Withdrawn by the user: it came back by itself' }, brief);
    return life.pass(10, 200).does(actorOf(desk), 'CancelIncident', { reason }, { to: 'cancelled' });
  }
  endsWell(life, brief, desk, lines(life, brief, desk));
  if (course === 'desk' && dice.percent(12)) {
    const target = `KB-${String(dice.int(1, 60)).padStart(4, '0')}`;
    life.does(actorOf(desk), 'LinkIncident', { kind: 'knowledge', target, note: topic.title.zh });
  }
  return life;
}

/** Passes through as many lines as it takes; answers who solved it. */
function lines(life: Life, brief: Brief, desk: Person): Person {
  const { dice } = life;
  const { course, topic } = brief;
  if (course === 'desk') {
    solves(life, brief, desk, 5, 55);
    return desk;
  }
  let holder = desk;
  if (course === 'l1' || dice.percent(25)) {
    const l1 = dice.pick(staff('l1'));
    handsUp(life, brief, desk, l1, 5, 40);
    if (course === 'l1') {
      solves(life, brief, l1, 15, 120);
      return l1;
    }
    holder = l1;
  }
  const l2 = dice.pick(staff('l2', topic.group));
  handsUp(life, brief, holder, l2, 8, 60);
  if (course === 'l2') {
    solves(life, brief, l2, 30, 300);
    return l2;
  }
  const l3 = dice.pick(staff('l3', topic.group));
  handsUp(life, { ...brief, workaround: false }, l2, l3, 40, 300);
  thirdLine(life, brief, l3);
  return l3;
}

function thirdLine(life: Life, brief: Brief, l3: Person): void {
  const { course, topic } = brief;
  if (course === 'l3' || topic.change === undefined) {
    solves(life, brief, l3, 90, 600);
    return;
  }
  if (course === 'change-rejected') {
    changes(life, brief, l3, topic.change, 'rejected');
    solves(life, brief, l3, 60, 400);
    return;
  }
  if (course === 'change-rolled-back') changes(life, brief, l3, topic.change, 'rolled-back');
  changes(life, brief, l3, topic.change, 'implemented');
}
