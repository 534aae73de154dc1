import type { RecordedEvent } from '@evidesk/kernel';
import { givenProcess, history } from '@evidesk/testing';
import { incidentEventSchemas } from '../../contract/incident-events.js';
import { duplicateDetection } from './duplicate-detection.process.js';
import { matchingKey } from './matching-key.js';

const fault = {
  recordType: 'incident',
  customer: 'HH',
  source: 'user_report',
  affectedCi: 'relay-1',
  symptom: 'queue stands',
};

/** The record of one incident, at a position of the global order. */
function record(id: string, position: number, changes: object = {}, metadata: object = {}): RecordedEvent {
  const event = { type: 'incident.recorded', data: { ...fault, ...changes } };
  const [stored] = history(`incident-${id}`, [{ event, metadata }], { revision: 0, position });
  if (stored === undefined) throw new Error('no event');
  return stored;
}
const linked = (id: string, ...candidates: readonly string[]) => ({
  command: 'LinkDuplicate',
  target: id,
  data: { candidates },
  key: 'LinkDuplicate',
});
const given = (...before: readonly RecordedEvent[]) => givenProcess(duplicateDetection, ...before);

describe('duplicate-detection', () => {
  it('S1-07 S1-77 a further incident of the same fault is to be linked to one that came before', () => {
    given().when(record('a', 1)).silent();
    given(record('a', 1)).when(record('b', 2)).sends(linked('b', 'a'));
    given(record('a', 1), record('b', 2))
      .when(record('c', 3))
      .sends(linked('c', 'a', 'b'));
  });

  it.each([
    ['customer', { customer: 'HH2' }],
    ['source', { source: 'monitoring_alert' }],
    ['reporting system', { externalRef: { system: 'alertmanager', id: '1' } }],
    ['configuration item', { affectedCi: 'relay-2' }],
    ['symptom', { symptom: 'disk full' }],
  ])('S1-07 all four parts are the key: another %s is another fault', (_part, changes) => {
    given(record('a', 1))
      .when(record('b', 2, changes))
      .silent();
  });

  it.each(['customer', 'affectedCi', 'symptom'])('S1-07 without a %s nothing is guessed', (part) => {
    const without = { [part]: undefined };
    given(record('a', 1, without))
      .when(record('b', 2, without))
      .silent();
    const blank = { [part]: '  ' };
    given(record('a', 1, blank))
      .when(record('b', 2, blank))
      .silent();
  });

  it('S1-77 the category of repeated calls alone says not which fault: it is left to the desk', () => {
    const call = { category: 'business_call', symptom: undefined };
    given(record('a', 1, call))
      .when(record('b', 2, call))
      .silent();
  });

  it('S1-07 the same system reports the same alert twice, by whichever source', () => {
    const alert = (id: string) => ({ externalRef: { system: 'alertmanager', id } });
    given(record('a', 1, alert('1')))
      .when(record('b', 2, alert('2')))
      .sends(linked('b', 'a'));
  });

  it('S1-07 two people may want the same of a service', () => {
    const request = { recordType: 'service_request' };
    given(record('a', 1, request))
      .when(record('b', 2, request))
      .silent();
  });

  it('S1-07 widths, cases and spaces are no difference', () => {
    const written = { customer: ' ＨＨ ', affectedCi: 'RELAY-1', symptom: 'Queue  stands\n' };
    given(record('a', 1))
      .when(record('b', 2, written))
      .sends(linked('b', 'a'));
  });

  it('the parts of a key do not run together', () => {
    const keys = [
      { customer: 'a b', affectedCi: 'c' },
      { customer: 'a', affectedCi: 'b c' },
    ].map((parts) => matchingKey({ ...fault, ...parts } as never));
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('remembers the latest few', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id, index) => record(id, index + 1));
    given(...before)
      .when(record('h', 8))
      .sends(linked('h', 'd', 'e', 'f', 'g'));
  });

  it('an event that comes again names nobody who came later, and changes nothing', () => {
    const [a, b] = [record('a', 1), record('b', 2)];
    given(a, b).when(a).silent();
    given(a, b).when(b).sends(linked('b', 'a'));
    const many = Array.from({ length: 9 }, (_each, index) => record(`n${index}`, index + 1));
    given(...many)
      .when(many[0] as RecordedEvent)
      .silent();
  });

  it('C22 waits an hour where the record is history that is still coming in', () => {
    const late = { occurredAt: '2026-11-15T02:00:00.000Z', recordedAt: '2026-11-16T02:00:00.000Z' };
    given(record('a', 1))
      .when(record('b', 2, {}, late))
      .schedules({
        key: 'LinkDuplicate',
        target: 'b',
        deadlines: [
          {
            key: 'LinkDuplicate',
            at: late.recordedAt,
            notBefore: '2026-11-16T03:00:00.000Z',
            command: 'LinkDuplicate',
            data: { candidates: ['a'] },
          },
        ],
      });
  });
});

describe('duplicate-detection counts', () => {
  function happened(type: string, data: object) {
    const [event] = history('incident-b', [{ event: { type, data } }], { revision: 3, position: 9 });
    if (event === undefined) throw new Error('no event');
    return event;
  }
  const counted = { command: 'CountRepeat', target: 'a', data: { by: 'b' }, key: 'CountRepeat b' };

  it.each([
    ['incident.linked', { kind: 'duplicate', target: 'a' }],
    ['incident.unlinked', { kind: 'duplicate', target: 'a', reason: 'x' }],
    ['incident.marked-duplicate', { of: 'a' }],
    ['incident.unmarked-duplicate', { of: 'a', reason: 'x' }],
  ])('S1-77 at %s, by whomever', (type, data) => {
    given().when(happened(type, data)).sends(counted);
  });

  it.each(['related', 'recurrence', 'problem'])('not at a link of kind %s', (kind) => {
    given()
      .when(happened('incident.linked', { kind, target: 'a' }))
      .silent();
    given()
      .when(happened('incident.unlinked', { kind, target: 'a', reason: 'x' }))
      .silent();
  });

  const HEARD = ['recorded', 'linked', 'unlinked', 'marked-duplicate', 'unmarked-duplicate'];
  it.each(Object.keys(incidentEventSchemas).filter((type) => !HEARD.includes(type.slice('incident.'.length))))(
    'is silent at %s',
    (type) =>
      given()
        .when(happened(type, { of: 'a', kind: 'duplicate', target: 'a' }))
        .silent(),
  );
});
