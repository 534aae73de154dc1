import { type Brief, say } from './brief.js';
import type { Life } from './life.js';
import { HOUR } from './office-hours.js';
import { actorOf, asReporter, MANAGER, MONITOR, type Person, staff } from './people.js';

/** How much longer than usual things take, by priority. */
const PACE: Readonly<Record<string, number>> = { P1: 0.12, P2: 0.4, P3: 1, P4: 1.6 };
export const pace = (brief: Brief): number => PACE[brief.priority] ?? 1;

/** Nodes A, D and E: reported, recorded, classified; urgent ones are passed up the hierarchy. */
export function intake(life: Life, brief: Brief): Person {
  const { dice } = life;
  const desk = dice.pick(staff('service_desk'));
  record(life, brief, desk);
  const late = dice.percent(6);
  const patience = { P1: 11, P2: 35, P3: 80, P4: 140 }[brief.priority] ?? 60;
  life.pass(2, late ? patience * 4 : patience);
  const { type, category } = brief.topic;
  const raised = dice.percent(4) && brief.priority === 'P3';
  life.does(actorOf(desk), 'ClassifyIncident', { type, category, priority: brief.priority }, { to: 'initial_support' });
  if (raised) {
    const reason = say(
      { zh: '影响当日数据上传，按规则提升', en: "Today's data upload is affected: raised by the rule" },
      brief,
    );
    life.pass(3, 20).does(actorOf(desk), 'ChangePriority', { priority: 'P2', reason });
  }
  if (brief.priority === 'P1') {
    const reason = say({ zh: '紧急事件，通知事件经理', en: 'Urgent: the incident manager is told' }, brief);
    life.pass(1, 3).does(actorOf(desk), 'EscalateIncident', { kind: 'hierarchical', reason });
    const text = say(
      { zh: '已成立应急小组，每 30 分钟通报一次进展。', en: 'A team is on it; news every 30 minutes.' },
      brief,
    );
    life.pass(1, 5).does(actorOf(MANAGER), 'AddComment', { text });
  }
  return desk;
}

function record(life: Life, brief: Brief, desk: Person): void {
  const { topic, unit, channel, reporter } = brief;
  const monitored = topic.source === 'monitoring_alert';
  const byUser = channel === 'portal';
  const discovered = Date.parse(life.instant) - life.dice.int(1, monitored ? 2 : 90) * 60_000;
  life.record(monitored ? actorOf(MONITOR) : byUser ? asReporter(reporter) : actorOf(desk), {
    recordType: topic.type === 'service_request' ? 'service_request' : 'incident',
    title: say(topic.title, brief),
    description: say(topic.description, brief),
    type: topic.type,
    category: topic.category,
    priority: brief.priority,
    source: topic.source,
    channel,
    discoveredAt: new Date(discovered).toISOString(),
    reportedAt: life.instant,
    reporter: monitored ? MONITOR.name : reporter.name,
    contact: monitored ? 'https://monitoring.example.com/alerts' : reporter.contact,
    ...(!monitored && { reporterId: reporter.id }),
    reportingUnit: unit,
    affectedCi: topic.ci,
    symptom: topic.title.zh,
    ...(topic.code === 'data-upload' && { dataUploadAffected: true }),
  });
}

/** A line tries, and solves it. */
export function solves(life: Life, brief: Brief, who: Person, from: number, to: number): void {
  const { topic } = brief;
  const rate = pace(brief);
  maybeWaits(life, brief, who);
  life.pass(from * rate, to * rate).does(
    actorOf(who),
    'RecordSupport',
    {
      tier: who.role,
      supporter: who.name,
      diagnosis: say(who.role === 'l2' || who.role === 'l3' ? topic.depth : topic.diagnosis, brief),
      ...(who.role === 'l2' || who.role === 'l3'
        ? { solution: say(topic.solution, brief) }
        : { measures: say(topic.solution, brief) }),
      resolved: true,
    },
    { to: 'resolution' },
  );
}

/** A line tries, and hands it to the next, which takes it over. */
export function handsUp(life: Life, brief: Brief, who: Person, next: Person, from: number, to: number): void {
  const { topic } = brief;
  const rate = pace(brief);
  const stages: Readonly<Record<string, string>> = { l1: 'first_line', l2: 'second_line', l3: 'third_line' };
  const stage = stages[next.role] ?? 'second_line';
  life.pass(from * rate, to * rate).does(
    actorOf(who),
    'RecordSupport',
    {
      tier: who.role,
      supporter: who.name,
      diagnosis: say(who.role === 'l2' ? topic.depth : topic.diagnosis, brief),
      resolved: false,
      escalationReason: say(topic.beyond, brief),
      escalateTo: stage,
    },
    { to: stage },
  );
  const reason = say({ zh: '按类别、技能与当前工作量分配', en: 'By category, skill and load' }, brief);
  life
    .pass(2 * rate, 30 * rate)
    .does(actorOf(next), 'AssignIncident', { group: topic.group, engineer: next.id, reason });
  if (brief.workaround && topic.workaround !== undefined && next.role === 'l2') {
    life
      .pass(5 * rate, 40 * rate)
      .does(actorOf(next), 'ApplyWorkaround', { description: say(topic.workaround, brief) });
  }
}

/** Work waits for the user or for a supplier, where the brief says so. */
function maybeWaits(life: Life, brief: Brief, who: Person): void {
  const rate = pace(brief);
  if (brief.waitsForUser) {
    const note = say(
      { zh: '等待用户提供截图和发生时间', en: 'The user is asked for a screenshot and the time' },
      brief,
    );
    life.pass(5 * rate, 30 * rate).does(actorOf(who), 'PutOnHold', { reason: 'user', note }, { to: 'pending:user' });
    const answer = say({ zh: '用户已提供资料', en: 'The user has answered' }, brief);
    life.pass(60, 900).does(actorOf(who), 'ResumeIncident', { note: answer });
  }
  if (brief.waitsForSupplier && (who.role === 'l2' || who.role === 'l3')) waitsForSupplier(life, brief, who);
}

export function waitsForSupplier(life: Life, brief: Brief, who: Person): void {
  const rate = pace(brief);
  const note = say({ zh: '已向供应商提单，等待回复', en: 'A ticket is open with the supplier' }, brief);
  life
    .pass(10 * rate, 60 * rate)
    .does(actorOf(who), 'PutOnHold', { reason: 'supplier', note }, { to: 'pending:supplier' });
  const answer = say({ zh: '供应商已提供补丁', en: 'The supplier has sent a patch' }, brief);
  life.pass(200 * rate, (8 * HOUR * rate) / 60_000).does(actorOf(who), 'ResumeIncident', { note: answer });
}
