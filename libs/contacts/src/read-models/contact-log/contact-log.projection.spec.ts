import { givenProjection, history } from '@evidesk/testing';
import { contactLogProjection } from './contact-log.projection.js';

const given = givenProjection(contactLogProjection);
const logged = (more: object = {}) => ({
  type: 'contact.logged',
  data: {
    timeZone: 'Asia/Shanghai',
    receivedAt: '2026-10-31T16:00:00.000Z',
    channel: 'phone',
    outcome: 'answered',
    asks: true,
    ...more,
  },
});
const recorded = { type: 'contact.recorded', data: { incidentId: 'i-9' } };

describe('The contact log', () => {
  it('C23 S1-16 shows a contact as it is now, in the month of the desk', () => {
    const events = history('contact-c-1', [{ event: logged() }, { event: recorded }]);
    expect(given(events).document('c-1')).toEqual({
      id: 'c-1',
      month: '2026-11',
      receivedAt: '2026-10-31T16:00:00.000Z',
      channel: 'phone',
      outcome: 'answered',
      asks: true,
      incidentId: 'i-9',
      revision: 1,
    });
  });

  it('C23 S1-15 S1-16 adds up what the rates are made of', () => {
    const contacts = [
      [logged(), recorded],
      [logged({ incidentId: 'i-1' })],
      [logged()],
      [logged({ asks: false })],
      [logged({ outcome: 'missed', asks: false })],
    ];
    const events = contacts.flatMap((happened, index) =>
      history(
        `contact-c-${index}`,
        happened.map((event) => ({ event })),
        { revision: 0, position: 1 + index * 10 },
      ),
    );
    expect(given(events).sums().get('2026-11|all')).toEqual({
      received: 5,
      answered: 4,
      requests: 3,
      recordedContacts: 2,
    });
  });

  it('ignores what it does not know, or never saw logged', () => {
    const painted = { type: 'contact.painted', data: {} };
    expect(given(history('contact-c-1', [{ event: recorded }])).document('c-1')).toBeUndefined();
    expect(
      given(history('contact-c-1', [{ event: logged() }, { event: painted }, { event: logged() }])).document('c-1'),
    ).toMatchObject({ revision: 0 });
  });
});
