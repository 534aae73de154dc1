import type { Deadline, Document, ProcessManager, RecordedEvent } from '@evidesk/kernel';
import { DomainError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { actor, NOW } from '@evidesk/testing';
import fc from 'fast-check';
import { command, OFFERED_TYPES } from '../../testing/commands.js';
import { Life, profileOf } from '../../testing/incident-kit.js';
import { openDeadlines } from '../domain/decide/reach.js';
import type { IncidentCommand, IncidentCommandType } from '../domain/incident.commands.js';
import { evolveIncident, initialIncident } from '../domain/incident.evolve.js';
import { confirmation } from './confirmation/confirmation.process.js';
import { slaEscalation } from './sla-escalation/sla-escalation.process.js';

/** A desk with everything that has a deadline: pauses, a cut-off, a workaround that ends the clock, silence that counts. */
let desks: readonly CompiledProfile[];
beforeAll(async () => {
  const busy = (workaroundEndsResolution: boolean) =>
    profileOf('std-4tier', (profile) => ({
      ...profile,
      slaPolicy: {
        startsAt: 'discovered',
        judgedBy: 'target_of_each_segment',
        workaroundEndsResolution,
        warnAtPercent: [50, 90],
      },
      slaTargets: profile.slaTargets.filter(({ priority }) => priority !== 'P4'),
      pauseReasons: profile.pauseReasons.map((reason) => ({ ...reason, pausesClocks: reason.code !== 'problem' })),
      priorityRules: [
        {
          code: 'upload',
          labels: { en: 'Upload', 'zh-CN': '上传' },
          when: { field: 'dataUploadAffected', is: true },
          raiseTo: 'P1',
          sameDayBy: '18:00',
          escalate: true,
        },
      ],
      closing: { ...profile.closing, confirmAutomaticallyAfter: 'P7D' },
    }));
  desks = [await busy(false), await busy(true)];
});

const EVERYBODY = actor('service_desk', 'l1', 'l2', 'l3', 'incident_manager', 'importer');
const SYSTEM = actor('system');
const FAR = '2030-01-01T00:00:00.000Z';

interface Try {
  readonly type: IncidentCommandType;
  readonly minutes: number;
  readonly data: object;
}

/** What a command of a type may say besides its sample; the others take theirs as it is. */
const data: Partial<Record<IncidentCommandType, fc.Arbitrary<object>>> = {
  ClassifyIncident: fc.record({ priority: fc.constantFrom(undefined, 'P1', 'P2', 'P3', 'P4') }),
  ChangePriority: fc.record({ priority: fc.constantFrom('P1', 'P2', 'P3', 'P4') }),
  CorrectDetails: fc.record({
    changes: fc.constantFrom(
      { dataUploadAffected: true },
      { discoveredAt: '2026-11-15T20:00:00.000Z' },
      { discoveredAt: '2026-11-16T01:00:00.000Z' },
    ),
  }),
  RecordSupport: fc.record({ resolved: fc.boolean(), changeNeeded: fc.constantFrom(undefined, true) }),
  PutOnHold: fc.record({ reason: fc.constantFrom('user', 'supplier', 'change', 'problem') }),
};
/** Those that move it on come more often, so that lives get to their end. */
const types: fc.Arbitrary<IncidentCommandType> = fc.oneof(
  fc.constantFrom(...OFFERED_TYPES),
  fc.constantFrom(
    'ClassifyIncident',
    'RecordSupport',
    'ResolveIncident',
    'RecordSolution',
    'PutOnHold',
    'ResumeIncident',
  ),
);
const tryOf = (minutes: fc.Arbitrary<number>): fc.Arbitrary<Try> =>
  types.chain((type) => fc.record({ type: fc.constant(type), minutes, data: data[type] ?? fc.constant({}) }));

/** Within days, on the minute: deadlines and commands often fall on the same instant. */
const anyOrder = fc.array(tryOf(fc.integer({ min: 0, max: 12_000 })), { maxLength: 40 });
const inOrder = fc.array(tryOf(fc.oneof(fc.constant(0), fc.integer({ max: 600, min: 0 }), fc.constant(60))), {
  maxLength: 40,
});

function wish({ type, data: said }: Try, instant: string, life: Life): IncidentCommand {
  const own: Record<string, unknown> = { ...said };
  if (type === 'RecordSupport' && life.state.status !== 'unrecorded') {
    own['tier'] = life.state.tier;
    if (own['resolved'] === true) own['changeNeeded'] = undefined;
    if (life.state.tier === 'l3') own['escalationReason'] = undefined;
  }
  return command(type, own, { actor: EVERYBODY, occurredAt: instant, recordedAt: FAR });
}

function tryOut(life: Life, next: IncidentCommand): void {
  try {
    life.carryOut(next);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

const after = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
const born = (profile: CompiledProfile) =>
  new Life(profile).carryOut(
    command('RecordIncident', { priority: 'P3' }, { actor: EVERYBODY, occurredAt: NOW, recordedAt: FAR }),
  );

/** The schedules of a process manager over one stream. */
class Scheduler<M extends Document> {
  private memory: M | undefined;
  private readonly held = new Map<string, readonly Deadline[]>();

  constructor(private readonly process: ProcessManager<M>) {}

  take(event: RecordedEvent): void {
    const key = this.process.memory?.key(event);
    if (key !== undefined) this.memory = this.process.memory?.remember(this.memory, event, key) ?? undefined;
    for (const output of this.process.react(event, key === undefined ? undefined : this.memory))
      if (output.kind === 'schedule') this.held.set(output.key, output.deadlines);
  }

  /** What waits to be told, soonest first. */
  get waiting(): readonly Deadline[] {
    return [...this.held.values()]
      .flat()
      .filter(({ command: type }) => type === 'ReachDeadlines')
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }
}

const both = () => [new Scheduler(slaEscalation), new Scheduler(confirmation)] as const;

/** A deadline by what it is about. */
const nameOf = (deadline: ReturnType<typeof openDeadlines>[number]) => {
  if ('clock' in deadline) return `${deadline.clock}:${deadline.percent ?? 'due'} ${deadline.at}`;
  return `${deadline.count === undefined ? deadline.step : `${deadline.step}:${deadline.count}`} ${deadline.at}`;
};

describe('Deadlines', () => {
  it('S1-11 S4-27 S1-41 are scheduled exactly as long as they are still to be told, whatever happens when', () => {
    fc.assert(
      fc.property(anyOrder, fc.boolean(), (attempts, ends) => {
        const profile = desks[ends ? 1 : 0]!;
        const life = born(profile);
        for (const attempt of attempts) tryOut(life, wish(attempt, after(attempt.minutes), life));
        const schedulers = both();
        let state = initialIncident;
        life.recorded().forEach((event, index) => {
          const { event: happened } = life.happened[index]!;
          state = evolveIncident(state, happened, event.metadata.occurredAt);
          for (const scheduler of schedulers) scheduler.take(event);
          const held = schedulers.flatMap(({ waiting }) => waiting.map(({ key, at }) => `${key} ${at}`));
          expect(held.sort()).toEqual(openDeadlines(state).map(nameOf).sort());
        });
      }),
      { numRuns: 300 },
    );
  });

  it('S4-27 C22 come to the same warnings, breaches and reminders by timers as by the next command', () => {
    fc.assert(
      fc.property(inOrder, fc.boolean(), (attempts, ends) => {
        const profile = desks[ends ? 1 : 0]!;
        const [lazy, timed] = [born(profile), born(profile)];
        const schedulers = both();
        let taken = 0;
        const take = () => {
          for (const event of timed.recorded().slice(taken)) for (const scheduler of schedulers) scheduler.take(event);
          taken = timed.happened.length;
        };
        /** Sends what is due before an instant, as the runtime does: soonest first, one at a time. */
        const fire = (before: string) => {
          take();
          for (;;) {
            const [next] = schedulers.flatMap(({ waiting }) => waiting).sort((a, b) => (a.at < b.at ? -1 : 1));
            if (next === undefined || next.at >= before) return;
            const told = timed.happened.length;
            timed.carryOut(command('ReachDeadlines', {}, { actor: SYSTEM, occurredAt: next.at, recordedAt: FAR }));
            expect(timed.happened.length).toBeGreaterThan(told);
            take();
          }
        };
        let minutes = 0;
        for (const attempt of attempts) {
          minutes += attempt.minutes;
          const instant = after(minutes);
          fire(instant);
          tryOut(timed, wish(attempt, instant, timed));
          tryOut(lazy, wish(attempt, instant, lazy));
        }
        fire(FAR);
        lazy.carryOut(command('ReachDeadlines', {}, { actor: SYSTEM, occurredAt: FAR, recordedAt: FAR }));
        expect(facts(timed)).toEqual(facts(lazy));
      }),
      { numRuns: 300 },
    );
  });
});

/** All that a life told of deadlines. */
const facts = ({ events }: Life) =>
  events
    .filter(({ type, data: said }) => /sla-|confirmation-/.test(type) || 'dueAt' in said)
    .map((event) => JSON.stringify(event))
    .sort();
