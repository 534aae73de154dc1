import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type ContactEvent, contactEventSchemas } from '../contract/contact-events.js';
import { CONTACT_SNAPSHOT_VERSION, type ContactState, evolveContact, initialContact } from '../domain/contact.js';

/** Streams `contact-<id>`: one a contact, so that no call waits for another. */
export const contactAggregate: AggregateType<ContactEvent, ContactState> = {
  name: 'contact',
  initial: initialContact,
  evolve: evolveContact,
  eventTypes: eventTypes(contactEventSchemas),
  snapshotVersion: CONTACT_SNAPSHOT_VERSION,
};
