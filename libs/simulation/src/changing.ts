import { deriveId } from '@evidesk/kernel';
import { type Brief, say } from './brief.js';
import type { Life } from './life.js';
import { DAY, HOUR, instantOf } from './office-hours.js';
import { actorOf, MANAGER, type Person } from './people.js';
import type { ChangeTexts } from './topics/topic.js';
import { pace } from './working.js';

/** What becomes of a change request. */
export type ChangeEnd = 'implemented' | 'rejected' | 'rolled-back';

/** Nodes J and K: the third line applies for a change and, if it may, makes it (S0-40). */
export function changes(life: Life, brief: Brief, engineer: Person, texts: ChangeTexts, end: ChangeEnd): void {
  const rate = pace(brief);
  const l3 = actorOf(engineer);
  const changeId = deriveId('simulated-change', life.incidentId, life.steps.length);
  life.pass(60 * rate, 400 * rate).does(
    l3,
    'RecordSupport',
    {
      tier: 'l3',
      supporter: engineer.name,
      diagnosis: say(brief.topic.depth, brief),
      resolved: false,
      changeNeeded: true,
    },
    { to: 'change_application' },
  );
  applies(life, brief, engineer, texts, changeId);
  const manager = actorOf(MANAGER);
  const risk = life.dice.weighted([
    [5, 'low' as const],
    [4, 'medium' as const],
    [1, 'high' as const],
  ]);
  life.pass(30 * rate, 240 * rate).change(l3, changeId, 'AssessChange', { risk, assessment: say(texts.risk, brief) });
  life.pass(30 * rate, 300 * rate);
  const toThirdLine = (outcome: 'rejected' | 'rolled_back', reason: string) => ({
    to: 'third_line',
    reaction: { kind: 'incident', type: 'ReportChangeFailed', data: { changeId, outcome, reason } } as const,
  });
  const reason = say(texts.failure, brief);
  if (end === 'rejected') {
    life.change(manager, changeId, 'RejectChange', { reason }, toThirdLine('rejected', reason));
    return;
  }
  const note = say({ zh: '同意，安排在业务低峰执行', en: 'Agreed, at a quiet hour' }, brief);
  life.change(manager, changeId, 'ApproveChange', { note });
  const starts = windowStart(life.now, brief.priority);
  const ends = starts + 2 * HOUR;
  life.pass(5 * rate, 30 * rate);
  life.change(manager, changeId, 'ScheduleChange', { startsAt: instantOf(starts), endsAt: instantOf(ends) });
  life.passUntil(starts).passAnyTime(20, 80);
  if (end === 'rolled-back') {
    life.change(l3, changeId, 'RollBackChange', { reason }, toThirdLine('rolled_back', reason));
  } else {
    const reaction = { kind: 'incident', type: 'ReportChangeImplemented', data: { changeId } } as const;
    life.change(l3, changeId, 'ImplementChange', { result: say(texts.result, brief) }, { to: 'resolution', reaction });
  }
  life.passAnyTime(10, 40);
  const review = say({ zh: '按计划执行，记录已归档。', en: 'Done as planned; filed.' }, brief);
  life.change(manager, changeId, 'CloseChange', { review });
}

function applies(life: Life, brief: Brief, engineer: Person, texts: ChangeTexts, changeId: string): void {
  const rate = pace(brief);
  const form = {
    description: say(texts.description, brief),
    riskAssessment: say(texts.risk, brief),
    rollbackPlan: say(texts.rollback, brief),
  };
  life.pass(20 * rate, 180 * rate).does(
    actorOf(engineer),
    'ApplyForChange',
    { changeId, ...form },
    {
      to: 'change_implementation',
      reaction: {
        kind: 'request-change',
        type: 'RequestChange',
        changeId,
        data: { incidentId: life.incidentId, ...form },
      },
    },
  );
}

/** Urgent changes are made at once, others the next night at ten o'clock, UTC+8. */
function windowStart(now: number, priority: string): number {
  if (priority === 'P1') return now + HOUR / 4;
  const night = Math.floor(now / DAY) * DAY + 14 * HOUR;
  return night > now + HOUR ? night : night + DAY;
}
