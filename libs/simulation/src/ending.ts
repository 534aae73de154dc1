import { type Brief, say } from './brief.js';
import type { Life } from './life.js';
import { DAY } from './office-hours.js';
import { actorOf, asReporter, type Person } from './people.js';
import { pace, solves } from './working.js';

/** Nodes G, L and C: resolved, written down, confirmed, closed; some are rejected once, some are called back. */
export function endsWell(life: Life, brief: Brief, desk: Person, solver: Person): void {
  resolvesAndRecords(life, brief, desk);
  if (brief.rejectedOnce) {
    const reason = say({ zh: '用户反馈问题再次出现', en: 'The user says that it is back' }, brief);
    life.pass(30, 300).does(actorOf(desk), 'RejectResolution', { reason });
    solves(life, { ...brief, waitsForUser: false, waitsForSupplier: false }, solver, 20, 120);
    resolvesAndRecords(life, brief, desk);
  }
  confirms(life, brief, desk);
  closes(life, brief, desk);
}

function resolvesAndRecords(life: Life, brief: Brief, desk: Person): void {
  const { topic } = brief;
  const rate = pace(brief);
  life.pass(1, 25 * rate).does(actorOf(desk), 'ResolveIncident', {}, { to: 'solution_record' });
  const handlingProcess = say({ zh: '接报、定位、处理、验证', en: 'Reported, located, treated, verified' }, brief);
  life
    .pass(3, 60)
    .does(
      actorOf(desk),
      'RecordSolution',
      { solution: say(topic.solution, brief), handlingProcess, cause: life.dice.pick(topic.causes) },
      { to: 'closing' },
    );
}

function confirms(life: Life, brief: Brief, desk: Person): void {
  const { dice } = life;
  const score = dice.percent(48) ? { satisfaction: dice.weighted(SCORES) } : {};
  if (brief.topic.source === 'monitoring_alert') {
    const evidence = say({ zh: '监控指标连续 30 分钟恢复正常', en: 'The check has been green for 30 minutes' }, brief);
    life.pass(30, 120).does(actorOf(desk), 'ConfirmResolution', { evidence });
  } else if (brief.channel === 'portal') {
    const feedback = say({ zh: '已恢复，谢谢', en: 'Works again, thank you' }, brief);
    life.passAnyTime(20, 1_500).does(asReporter(brief.reporter), 'ConfirmResolution', { ...score, feedback });
  } else {
    const evidence = say(
      { zh: `电话回访 ${brief.reporter.name}，确认已恢复`, en: `${brief.reporter.name} confirmed by telephone` },
      brief,
    );
    life.pass(15, 600).does(actorOf(desk), 'ConfirmResolution', { evidence, ...score });
  }
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

function closes(life: Life, brief: Brief, desk: Person): void {
  const { dice } = life;
  const outcome = brief.workaround
    ? 'resolved_by_workaround'
    : dice.weighted([
        [95, 'resolved'],
        [3, 'not_resolved'],
        [1, 'rejected_by_user'],
      ]);
  life.pass(5, 240).does(actorOf(desk), 'CloseIncident', { outcome }, { to: 'closed' });
  if (brief.topic.source === 'monitoring_alert' || !dice.percent(35)) return;
  const late = dice.percent(12) ? (7 * DAY) / 60_000 : 0;
  const result = say({ zh: '回访：问题未再出现', en: 'Called back: not seen again' }, brief);
  life.pass(400 + late, 3_000 + late).does(actorOf(desk), 'RecordFollowUp', { result });
}
