import { DomainError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { actor, frozen, NOW, stored } from '@evidesk/testing';
import fc from 'fast-check';
import { command, COMMAND_TYPES, OFFERED_TYPES } from '../../testing/commands.js';
import { Life, profileOf } from '../../testing/incident-kit.js';
import { lifeAt, type Place, PLACES } from '../../testing/std-4tier-path.js';
import { incidentAggregate } from '../application/incident.aggregate.js';
import type { IncidentEvent } from '../contract/incident-events.js';
import { allowedCommands } from './allowed-commands.js';
import type { IncidentCommand, IncidentCommandType } from './incident.commands.js';
import { evolveIncident, initialIncident } from './incident.evolve.js';

let desk: CompiledProfile;
/** One event of every kind that the sample lives know. */
let known: readonly IncidentEvent[];
beforeAll(async () => {
  desk = await profileOf();
  known = PLACES.flatMap((place) => lifeAt(place, desk).events);
});

const EVERYBODY = actor('service_desk', 'l1', 'l2', 'l3', 'incident_manager', 'system');
const TIERS = ['service_desk', 'l1', 'l2', 'l3'] as const;

interface Try {
  readonly type: IncidentCommandType;
  readonly data: object;
  readonly minutes: number;
}

const tries: fc.Arbitrary<Try[]> = fc.array(
  fc.record({
    type: fc.constantFrom(...COMMAND_TYPES),
    minutes: fc.integer({ min: 0, max: 2_000 }),
    data: fc.record(
      {
        tier: fc.constantFrom(...TIERS),
        resolved: fc.boolean(),
        escalationReason: fc.constantFrom(undefined, 'Too hard'),
        escalateTo: fc.constantFrom(undefined, 'first_line', 'third_line', 'l3'),
        changeNeeded: fc.constantFrom(undefined, true),
        changeId: fc.constantFrom('c-1', 'c-2'),
        kind: fc.constantFrom('functional', 'hierarchical', 'problem'),
        priority: fc.constantFrom('P1', 'P2', 'P3', 'P4'),
        outcome: fc.constantFrom('resolved', 'not_resolved', 'duplicate'),
      },
      { requiredKeys: [] },
    ),
  }),
  { maxLength: 60 },
);

/** The answers that a command of this type takes; another's would be no answers of its own. */
const OWN: Readonly<Partial<Record<IncidentCommandType, readonly string[]>>> = {
  RecordSupport: ['tier', 'resolved', 'escalationReason', 'escalateTo', 'changeNeeded'],
  EscalateIncident: ['kind', 'escalateTo'],
  ApplyForChange: ['changeId'],
  ReportChangeImplemented: ['changeId'],
  ReportChangeFailed: ['changeId'],
  ChangePriority: ['priority'],
  ClassifyIncident: ['priority'],
  CloseIncident: ['outcome'],
};

function wish({ type, data, minutes }: Try, life: Life): IncidentCommand {
  const own = Object.fromEntries(Object.entries(data).filter(([field]) => OWN[type]?.includes(field) ?? false));
  if (own['kind'] === 'problem') delete own['kind'];
  // Half of the time the tier that has the incident fills in its form, so that lives get somewhere.
  if (type === 'RecordSupport' && own['tier'] === undefined && life.state.status !== 'unrecorded')
    own['tier'] = life.state.tier;
  if (type === 'RecordSupport' && life.state.status !== 'unrecorded' && life.state.tier === 'l3')
    own['escalationReason'] = undefined;
  const instant = new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
  return command(type, own, { actor: EVERYBODY, occurredAt: instant, recordedAt: instant });
}

/** Tries commands one after the other on an incident that has got somewhere; what is refused changes nothing. */
function live(
  attempts: readonly Try[],
  place: Place = 'classification (new)',
  after: (life: Life, wish: IncidentCommand, before: Life['state']) => void = () => undefined,
): Life {
  const life = lifeAt(place, desk);
  for (const attempt of attempts) {
    const before = life.state;
    const next = wish(attempt, life);
    try {
      life.carryOut(next);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(life.state).toBe(before);
    }
    after(life, next, before);
  }
  return life;
}

const places = fc.constantFrom(...PLACES);

describe('evolve', () => {
  const anything: fc.Arbitrary<IncidentEvent> = fc.oneof(
    { weight: 8, arbitrary: fc.nat().map((index) => known[index % known.length] as IncidentEvent) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.string(), data: fc.object() }) as unknown as fc.Arbitrary<IncidentEvent>,
    },
  );

  it('is total and deterministic over any order of events, known or not', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (events) => {
        const fold = () => events.reduce((state, event) => frozen(evolveIncident(state, event, NOW)), initialIncident);
        const state = fold();
        expect(fold()).toEqual(state);
        expect(['unrecorded', 'new', 'in_progress', 'pending', 'resolved', 'closed', 'cancelled']).toContain(
          state.status,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('a state survives the store: folding on from a stored one gives the same', () => {
    fc.assert(
      fc.property(tries, fc.nat(), (attempts, cut) => {
        const life = live(attempts);
        let through = initialIncident;
        life.happened.forEach(({ event, metadata }, index) => {
          if (index === cut % life.happened.length) through = stored(through);
          through = evolveIncident(through, event, metadata?.occurredAt ?? NOW);
        });
        expect(stored(through)).toEqual(stored(life.state));
      }),
      { numRuns: 100 },
    );
  });
});

describe('decide', () => {
  it('emits only what the contract publishes, and never what evolve does not know', () => {
    fc.assert(
      fc.property(tries, places, (attempts, place) => {
        for (const { type, data } of live(attempts, place).events) {
          expect(incidentAggregate.eventTypes.get(type)?.check(stored(data))).toBeUndefined();
        }
      }),
      { numRuns: 200 },
    );
  });

  it('S0-42 refuses what is not allowed, and allows nothing that it refuses as illegal', () => {
    fc.assert(
      fc.property(tries, places, (attempts, place) => {
        live(attempts, place, (_life, { type, data, metadata }, before) => {
          if (before.status === 'unrecorded' || type === 'RecordIncident' || !OFFERED_TYPES.includes(type)) return;
          const probe = new Life(desk);
          probe.state = before;
          let code: string | undefined;
          try {
            probe.carryOut({ type, data, metadata } as IncidentCommand);
          } catch (error) {
            code = (error as DomainError).code;
          }
          if (!allowedCommands(before, desk).includes(type))
            expect(code).toMatch(/^incident\.(illegal-transition|already-closed)$/);
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe('Every life that commands can lead', () => {
  const lines = new Map<string, number>([
    ['service_desk', 0],
    ['l1', 1],
    ['l2', 2],
    ['l3', 3],
  ]);

  it('S0-42 skips no tier on the way up: the third line is reached from the second only', () => {
    fc.assert(
      fc.property(tries, places, (attempts, place) => {
        for (const { type, data } of live(attempts, place).events) {
          if (type !== 'incident.escalated' || data.move === undefined) continue;
          const { from, to } = data.move;
          const [below, above] = [desk.stage(from).tier, desk.stage(to).tier].map((tier) => lines.get(tier) ?? -1);
          expect(above).toBeGreaterThan(below ?? 9);
          if (to === 'third_line') expect(from).toBe('second_line');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('S0-42 comes to K only by J, to J only by I, and is closed only after L', () => {
    fc.assert(
      fc.property(tries, places, (attempts, place) => {
        const moves = live(attempts, place).events.flatMap((event) =>
          'move' in event.data && event.data.move ? [event.data.move] : [],
        );
        for (const { from, to } of moves) {
          if (to === 'change_implementation') expect(from).toBe('change_application');
          if (to === 'change_application') expect(from).toBe('third_line');
          if (to === 'closing') expect(from).toBe('solution_record');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('S1-27 ends when it is closed; S1-41 and is closed only when confirmed', () => {
    fc.assert(
      fc.property(tries, (attempts) => {
        const { types, state } = live([...CLOSE, ...attempts]);
        const closed = types.indexOf('incident.closed');
        expect(closed).toBeGreaterThan(0);
        expect(types.slice(0, closed)).toContain('incident.resolution-confirmed');
        expect(state.status).toBe('closed');
        const after = new Set(types.slice(closed + 1));
        for (const type of after) {
          expect([
            'incident.commented',
            'incident.attachment-added',
            'incident.linked',
            'incident.unlinked',
            'incident.followed-up',
            'incident.reporter-erased',
          ]).toContain(type);
        }
      }),
      { numRuns: 100 },
    );
  });

  const CLOSE: readonly Try[] = [
    { type: 'ClassifyIncident', data: {}, minutes: 0 },
    { type: 'RecordSupport', data: { resolved: true }, minutes: 0 },
    { type: 'ResolveIncident', data: {}, minutes: 0 },
    { type: 'RecordSolution', data: {}, minutes: 0 },
    { type: 'ConfirmResolution', data: {}, minutes: 0 },
    { type: 'CloseIncident', data: {}, minutes: 0 },
  ];
});
