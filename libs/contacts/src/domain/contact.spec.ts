import { givenDecider } from '@evidesk/testing';
import { commandMetadata } from '@evidesk/testing';
import type { ContactLogged } from '../contract/contact-events.js';
import { type ContactCommand, decideContact, evolveContact, initialContact } from './contact.js';

const given = givenDecider({ initial: initialContact, decide: decideContact, evolve: evolveContact });
const data = (more: Partial<ContactLogged['data']> = {}): ContactLogged['data'] => ({
  timeZone: 'Asia/Shanghai',
  receivedAt: '2026-11-16T01:00:00.000Z',
  channel: 'phone',
  outcome: 'answered',
  asks: true,
  ...more,
});
const log = (more: Partial<ContactLogged['data']> = {}): ContactCommand => ({
  type: 'LogContact',
  data: data(more),
  metadata: commandMetadata(),
});
const record = (incidentId: string): ContactCommand => ({
  type: 'RecordContact',
  data: { incidentId },
  metadata: commandMetadata(),
});
const logged = (more: Partial<ContactLogged['data']> = {}): ContactLogged => ({
  type: 'contact.logged',
  data: data(more),
});

describe('LogContact', () => {
  it('C23 keeps a contact that became an incident, one that did not, and one that was missed', () => {
    for (const more of [
      { incidentId: 'i-1' },
      {},
      { asks: false, complaint: true },
      { outcome: 'missed', asks: false },
    ] as const) {
      given().when(log(more)).then(logged(more));
    }
  });

  it.each([
    [{ receivedAt: '2026-11-16T02:00:00.001Z' }, '/receivedAt in-future'],
    [{ outcome: 'missed' }, '/asks contradiction'],
    [{ outcome: 'missed', asks: false, complaint: true }, '/complaint contradiction'],
    [{ asks: false, incidentId: 'i-1' }, '/incidentId contradiction'],
  ] as const)('C23 refuses %j', (more, field) => {
    given()
      .when(log(more))
      .refused('request.invalid', { fields: [field] });
  });

  it('C23 once', () => {
    given(logged()).when(log()).refused('contact.already-logged');
  });
});

describe('RecordContact', () => {
  it('S1-16 says later as which incident it was recorded, and can be put right', () => {
    given(logged())
      .when(record('i-1'))
      .then({ type: 'contact.recorded', data: { incidentId: 'i-1' } });
    given(logged({ incidentId: 'i-1' }))
      .when(record('i-2'))
      .then({ type: 'contact.recorded', data: { incidentId: 'i-2' } });
  });

  it('S1-16 is silent when that is known', () => {
    given(logged(), { type: 'contact.recorded', data: { incidentId: 'i-1' } })
      .when(record('i-1'))
      .then();
  });

  it('S1-16 not of what was never logged, or asked for nothing', () => {
    given().when(record('i-1')).refused('contact.not-found');
    given(logged({ asks: false }))
      .when(record('i-1'))
      .refused('contact.asks-nothing');
  });

  it('ignores events that it does not know, and a record without a log', () => {
    expect(evolveContact(initialContact, { type: 'contact.painted', data: {} } as never)).toBe(initialContact);
    expect(evolveContact(initialContact, { type: 'contact.recorded', data: { incidentId: 'i' } })).toBe(initialContact);
  });
});
