import { commandMetadata, givenDecider } from '@evidesk/testing';
import { deriveId } from '@evidesk/kernel';
import fc from 'fast-check';
import type { SymptomEvent } from '../contract/symptom-events.js';
import type { SymptomCommand, SymptomCommandData, SymptomCommandType } from './symptom.commands.js';
import { decideSymptom } from './symptom.decide.js';
import { evolveSymptom, initialSymptom, MAX_OBSERVATIONS, unitsOf } from './symptom.evolve.js';
import { symptomIdOf, symptomOf } from './symptom-key.js';
import type { SymptomState } from './symptom.state.js';

const given = givenDecider({ initial: initialSymptom, decide: decideSymptom, evolve: evolveSymptom });
const command = <T extends SymptomCommandType>(type: T, data: SymptomCommandData<T>) =>
  ({ type, data, metadata: commandMetadata() }) as unknown as SymptomCommand;

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString();
const report = (incidentId: string, unit: string, at = day(0), needed = 3) =>
  command('ObserveSymptom', { symptomId: 's-1', symptom: 'Upload fails', incidentId, unit, at, needed });
const observed = (incidentId: string, unit: string, at = day(0), problemId?: string): SymptomEvent => ({
  type: 'symptom.observed',
  data: { symptom: 'Upload fails', incidentId, unit, at, problemId },
});
const became = (incidents: string[], units: string[], series = 0): SymptomEvent => ({
  type: 'symptom.became-system-bug',
  data: {
    problemId: deriveId('problem', 's-1', series, incidents[0] ?? ''),
    symptom: 'Upload fails',
    incidents,
    units,
    needed: 3,
  },
});
const two = [observed('i-1', 'one'), observed('i-2', 'two')];
const bug = [...two, observed('i-3', 'three'), became(['i-1', 'i-2', 'i-3'], ['one', 'two', 'three'])];
const problemId = deriveId('problem', 's-1', 0, 'i-1');

describe('ObserveSymptom', () => {
  it('S1-79 C24 two units are no system bug yet', () => {
    given(observed('i-1', 'one')).when(report('i-2', 'two')).then(observed('i-2', 'two'));
  });

  it('S1-79 C24 the third unit makes it one: three or more, inclusive', () => {
    given(...two)
      .when(report('i-3', 'three'))
      .then(observed('i-3', 'three'), became(['i-1', 'i-2', 'i-3'], ['one', 'two', 'three']));
  });

  it('S1-79 as many units as the process profile asks for', () => {
    given(...two)
      .when(report('i-3', 'three', day(0), 4))
      .then(observed('i-3', 'three'));
    given(observed('i-1', 'one'))
      .when(report('i-2', 'two', day(0), 2))
      .then(observed('i-2', 'two'), {
        type: 'symptom.became-system-bug',
        data: { problemId, symptom: 'Upload fails', incidents: ['i-1', 'i-2'], units: ['one', 'two'], needed: 2 },
      });
  });

  it('S1-79 a unit counts once, however often it reports and however it is written', () => {
    given(...two)
      .when(report('i-3', ' ONE '))
      .then(observed('i-3', ' ONE '));
  });

  it('the same incident again is nothing new; with another unit it counts for that', () => {
    given(...two)
      .when(report('i-2', 'Two'))
      .nothing();
    given(...two, observed('i-3', 'one'))
      .when(report('i-3', 'three'))
      .then(observed('i-3', 'three'), became(['i-1', 'i-2', 'i-3'], ['one', 'two', 'three']));
  });

  it('S1-79 happens once: who reports it later goes to the problem', () => {
    given(...bug)
      .when(report('i-4', 'four'))
      .then(observed('i-4', 'four', day(0), problemId));
  });

  it('counts within 90 days: what is older has no say, whichever comes first', () => {
    given(observed('i-1', 'one', day(0)), observed('i-2', 'two', day(89)))
      .when(report('i-3', 'three', day(91)))
      .then(observed('i-3', 'three', day(91)));
    given(observed('i-1', 'one', day(0)), observed('i-2', 'two', day(89)))
      .when(report('i-3', 'three', day(90)))
      .then(observed('i-3', 'three', day(90)), became(['i-1', 'i-2', 'i-3'], ['one', 'two', 'three']));
    given(observed('i-1', 'one', day(100)))
      .when(report('i-0', 'old', day(9)))
      .nothing();
  });

  it('keeps so many incidents and no more, and of each unit one as long as it can', () => {
    let state: SymptomState = initialSymptom;
    state = evolveSymptom(state, observed('i-0', 'lonely'));
    for (let index = 1; index < MAX_OBSERVATIONS + 50; index += 1)
      state = evolveSymptom(state, observed(`i-${index}`, 'busy'));
    expect(state.observations).toHaveLength(MAX_OBSERVATIONS);
    expect(unitsOf(state.observations)).toEqual(['lonely', 'busy']);
    for (let index = 0; index < MAX_OBSERVATIONS; index += 1)
      state = evolveSymptom(state, observed(`j-${index}`, `unit ${index}`));
    expect(state.observations).toHaveLength(MAX_OBSERVATIONS);
  });
});

describe('WithdrawSymptom', () => {
  it('a cancelled incident does not count', () => {
    given(...two)
      .when(command('WithdrawSymptom', { incidentId: 'i-2' }))
      .then({ type: 'symptom.withdrawn', data: { incidentId: 'i-2' } });
    given(...two, { type: 'symptom.withdrawn', data: { incidentId: 'i-2' } })
      .when(report('i-3', 'three'))
      .then(observed('i-3', 'three'));
  });

  it('is silent about one that it does not count', () => {
    given(...two)
      .when(command('WithdrawSymptom', { incidentId: 'i-9' }))
      .nothing();
  });
});

describe('EndSymptomSeries', () => {
  const ended: SymptomEvent = { type: 'symptom.series-ended', data: { problemId } };
  it('S1-79 counting starts anew when the problem is over, and makes another one', () => {
    given(...bug)
      .when(command('EndSymptomSeries', { problemId }))
      .then(ended);
    given(...bug, ended, observed('i-1', 'one'), observed('i-5', 'two'))
      .when(report('i-6', 'three'))
      .then(observed('i-6', 'three'), became(['i-1', 'i-5', 'i-6'], ['one', 'two', 'three'], 1));
  });

  it('is silent about a problem that is not this one', () => {
    given(...bug)
      .when(command('EndSymptomSeries', { problemId: 'other' }))
      .nothing();
    given().when(command('EndSymptomSeries', { problemId })).nothing();
  });
});

describe('The symptom of an incident', () => {
  it('S1-07 is its field, however it is written', () => {
    expect(symptomOf({ symptom: ' 上传失败 ', category: 'usage_problem' })).toBe('上传失败');
    const ids = ['Upload fails', 'upload  FAILS.', '「Ｕｐｌｏａｄ」 fails', ' upload-fails '].map(symptomIdOf);
    expect(new Set(ids).size).toBe(1);
    expect(symptomIdOf('Upload fails now')).not.toBe(ids[0]);
  });

  it('else category, subcategory and item, all three; a category alone is none', () => {
    expect(symptomOf({ category: 'application', subcategory: 'office', affectedCi: 'mail' })).toBe(
      'application / office / mail',
    );
    expect(symptomOf({ symptom: ' … ', category: 'application', subcategory: 'office' })).toBeUndefined();
    expect(symptomOf({ category: 'application', affectedCi: 'mail' })).toBeUndefined();
  });
});

describe('The count of units', () => {
  const seen = fc.record({ incident: fc.nat({ max: 30 }), unit: fc.nat({ max: 6 }), day: fc.nat({ max: 89 }) });
  /** Each incident has one unit and one day. */
  const reports = fc
    .array(seen, { maxLength: 40 })
    .map((all) => [...new Map(all.map((each) => [each.incident, each])).values()]);

  function run(commands: readonly SymptomCommand[]): { readonly state: SymptomState; readonly bugs: number } {
    let state: SymptomState = initialSymptom;
    let bugs = 0;
    for (const each of commands) {
      const events = decideSymptom(each, state);
      bugs += events.filter(({ type }) => type === 'symptom.became-system-bug').length;
      state = events.reduce(evolveSymptom, state);
    }
    return { state, bugs };
  }

  it('S1-79 C24 is the same in any order and however often each report is delivered; the bug is found once', () => {
    const course = reports.chain((all) =>
      fc.record({
        all: fc.constant(all),
        order: fc.shuffledSubarray(all, { minLength: all.length }),
        again: all.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...all), { maxLength: 20 }),
        needed: fc.integer({ min: 2, max: 6 }),
      }),
    );
    fc.assert(
      fc.property(course, ({ all, order, again, needed }) => {
        const sent = (each: (typeof all)[number]) =>
          report(`i-${each.incident}`, `unit ${each.unit}`, day(each.day), needed);
        const { state, bugs } = run([...order, ...again].map(sent));
        const units = new Set(all.map(({ unit }) => unit)).size;
        expect(unitsOf(state.observations)).toHaveLength(units);
        expect(bugs).toBe(units >= needed ? 1 : 0);
      }),
    );
  });
});
