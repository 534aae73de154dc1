import { type Brief, say } from './brief.js';
import { Dice } from './dice.js';
import type { Life } from './life.js';
import { DAY, HOUR } from './office-hours.js';
import { actorOf, type Reporter, staff } from './people.js';
import type { PlannedStep } from './planned-step.js';
import { intake, solves } from './working.js';
import { endsWell } from './ending.js';

type NewLife = (key: string, at: number, urgent: boolean, dice: Dice) => Life;

/** The same thing reported by others while it is open: marked as its duplicates (S1-07, S1-77). None when there is no time. */
export function duplicatesOf(
  original: Life,
  of: Brief,
  by: readonly { readonly unit: string; readonly reporter: Reporter }[],
  life: NewLife,
): readonly Life[] {
  const [first] = original.steps;
  const resolved = original.steps.find(({ action }) => action.type === 'ResolveIncident');
  if (first === undefined || resolved === undefined) return [];
  const from = Date.parse(first.at);
  const span = Date.parse(resolved.at) - from;
  // Two minutes are the least that recording and looking at it take.
  if (span < HOUR) return [];
  return by.map((who, index) => {
    const key = `${original.key}-again-${index}`;
    const again = life(key, from + Math.round((span * (index + 1)) / (by.length + 3)), true, new Dice(index, span));
    const desk = again.dice.pick(staff('service_desk'));
    again.record(actorOf(desk), { ...recordedAs(first, again), reportingUnit: who.unit, reporter: who.reporter.name });
    const reason = say({ zh: '与未关闭事件现象相同', en: 'The same as an incident that is open' }, of);
    again
      .passAnyTime(1, 4)
      .does(
        actorOf(desk),
        'MarkDuplicate',
        { of: original.incidentId, reason },
        { to: 'cancelled', looksAt: original.incidentId },
      );
    return again;
  });
}

/** A closed incident that comes back is a new one, linked to it (S1-27). None when it was closed too late for that. */
export function recurrenceOf(original: Life, of: Brief, before: number, life: NewLife): Life | undefined {
  const closed = original.steps.find(({ action }) => action.type === 'CloseIncident');
  if (closed === undefined || of.topic.source === 'monitoring_alert') return undefined;
  const at = Date.parse(closed.at) + DAY;
  if (at > before) return undefined;
  const again = life(`${original.key}-recurs`, at, false, new Dice(at % 1_000_003));
  const brief: Brief = {
    ...of,
    course: 'desk',
    waitsForUser: false,
    waitsForSupplier: false,
    rejectedOnce: false,
    workaround: false,
  };
  const desk = intake(again, brief);
  link(again, original.incidentId);
  solves(again, brief, desk, 10, 60);
  endsWell(again, brief, desk, desk);
  return again;
}

function link(again: Life, recurrence: string): void {
  const [first] = again.steps;
  if (first?.action.kind !== 'record') throw new Error('a life begins with its record');
  again.steps[0] = {
    ...first,
    looksAt: recurrence,
    action: { ...first.action, data: { ...first.action.data, recurrenceOf: recurrence } },
  };
}

function recordedAs({ action }: PlannedStep, again: Life) {
  if (action.kind !== 'record') throw new Error('a life begins with its record');
  const { reporterId: _reporterId, ...data } = action.data;
  return { ...data, channel: 'phone', discoveredAt: again.instant, reportedAt: again.instant };
}
