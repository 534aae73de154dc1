import { incidentEventSchemas } from '@evidesk/incidents';
import { givenProcess, history } from '@evidesk/testing';
import { symptomIdOf } from '../../domain/symptom-key.js';
import { symptomWatch, type WatchedIncident } from './symptom-watch.process.js';

const AT = '2026-11-16T02:00:00.000Z';
const profile = { name: 'hhlc-itss', version: 1 };
type Happened = readonly [type: string, data: object];
const events = (...happened: readonly Happened[]) =>
  history(
    'incident-i-1',
    happened.map(([type, data]) => ({ event: { type, data }, metadata: { occurredAt: AT } })),
  );
/** The last event, behind the others. */
function when(...happened: readonly Happened[]) {
  const all = events(...happened);
  const last = all.at(-1);
  if (last === undefined) throw new Error('no event');
  return givenProcess(symptomWatch, ...all.slice(0, -1)).when(last);
}

const recorded = (data: object): Happened => ['incident.recorded', { recordType: 'incident', profile, ...data }];
const full = recorded({ symptom: 'Upload fails', reportingUnit: 'one' });
const corrected = (field: string, to: string | null): Happened => [
  'incident.details-corrected',
  { changes: [{ field, from: null, to }] },
];
const observe = (symptom: string, unit: string) => ({
  command: 'ObserveSymptom',
  target: symptomIdOf(symptom),
  data: { symptom, incidentId: 'i-1', unit, at: AT, profile },
  key: 'ObserveSymptom',
});
const withdraw = (symptom: string) => ({
  command: 'WithdrawSymptom',
  target: symptomIdOf(symptom),
  data: { incidentId: 'i-1' },
  key: 'WithdrawSymptom',
});

describe('symptom-watch', () => {
  it('S1-79 C24 tells which unit reports which symptom, by the pinned profile', () => {
    when(full).sends(observe('Upload fails', 'one'));
  });

  it.each([
    ['without a unit', { symptom: 'Upload fails' }],
    ['without a symptom', { reportingUnit: 'one' }],
    ['with a blank unit', { symptom: 'Upload fails', reportingUnit: ' ' }],
    ['a service request', { symptom: 'Upload fails', reportingUnit: 'one', recordType: 'service_request' }],
  ])('is silent about an incident %s', (_what, data) => {
    when(recorded(data)).silent();
  });

  it('S1-79 tells it when unit or symptom is filled in later', () => {
    when(recorded({ symptom: 'Upload fails' }), corrected('reportingUnit', 'one')).sends(
      observe('Upload fails', 'one'),
    );
    when(recorded({ reportingUnit: 'one' }), corrected('symptom', 'Upload fails')).sends(
      observe('Upload fails', 'one'),
    );
  });

  it('S4-38 tells it when classification makes a symptom of category, subcategory and item', () => {
    when(recorded({ reportingUnit: 'one', affectedCi: 'mail' }), [
      'incident.classified',
      { category: 'application', subcategory: 'office' },
    ]).sends(observe('application / office / mail', 'one'));
  });

  it('takes it back where the incident shows another symptom', () => {
    when(full, corrected('symptom', 'Login fails')).sends(withdraw('Upload fails'), observe('Login fails', 'one'));
  });

  it('tells of another unit, and takes nothing back: it is the same incident', () => {
    when(full, corrected('reportingUnit', 'two')).sends(observe('Upload fails', 'two'));
  });

  it('takes it back where it is cancelled, or has no symptom any more', () => {
    when(full, ['incident.cancelled', { reason: 'none' }]).sends(withdraw('Upload fails'));
    when(full, corrected('symptom', null)).sends(withdraw('Upload fails'));
  });

  it('S1-77 a duplicate counts: its unit has the same trouble', () => {
    when(full, ['incident.marked-duplicate', { of: 'i-0' }]).silent();
  });

  it('is silent where nothing of it changes, and forgets what is closed', () => {
    when(full, corrected('contact', 'x')).silent();
    when(full, ['incident.classified', {}]).silent();
    when(full, ['incident.closed', {}]).silent();
    when(full, ['incident.closed', {}], corrected('symptom', 'Login fails')).silent();
  });

  const HEARD = ['recorded', 'classified', 'details-corrected', 'cancelled', 'closed'].map(
    (each) => `incident.${each}`,
  );
  it.each(Object.keys(incidentEventSchemas).filter((type) => !HEARD.includes(type)))('is silent at %s', (type) => {
    when(full, [type, { changes: [] }]).silent();
  });

  it('an event that comes again changes nothing, and asks for the same', () => {
    const all = events(full, corrected('symptom', 'Login fails'));
    const fold = (document: WatchedIncident | undefined, event: (typeof all)[number]) =>
      symptomWatch.memory?.remember(document, event, 'i-1') ?? undefined;
    const memory = all.reduce<WatchedIncident | undefined>(fold, undefined);
    const [first, last] = all;
    if (first === undefined || last === undefined) throw new Error('no events');
    expect(fold(fold(memory, last), first)).toBe(memory);
    expect(symptomWatch.react(last, fold(memory, last))).toHaveLength(2);
    expect(symptomWatch.react(first, memory)).toEqual([]);
  });
});
