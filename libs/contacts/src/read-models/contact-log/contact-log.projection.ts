import type { Aggregate, Collection, Projection } from '@evidesk/kernel';
import { DateTime } from 'luxon';
import type { ContactEvent, ContactOutcome } from '../../contract/contact-events.js';

/** A contact as it is now. */
export interface ContactDocument {
  readonly id: string;
  readonly month: string;
  readonly receivedAt: string;
  readonly channel: string;
  readonly outcome: ContactOutcome;
  readonly asks: boolean;
  readonly complaint?: boolean;
  readonly incidentId?: string;
  readonly revision: number;
}

export const contactLog: Collection<ContactDocument> = {
  name: 'contact_log',
  indexes: [
    { name: 'received', fields: ['receivedAt'] },
    { name: 'month', fields: ['month'] },
  ],
};

/** Sums of the contact log by month: `received`, `answered`, `requests`, `recordedContacts`, `complaints`. */
export const contactMonths: Collection<Aggregate> = {
  name: 'contact_months',
  indexes: [{ name: 'dimension', fields: ['dimensions.dimension', 'dimensions.month'] }],
};

/** What a contact adds to the sums of its month (C23). */
export function contactMeasures({
  outcome,
  asks,
  complaint,
  incidentId,
}: ContactDocument): Readonly<Record<string, number>> {
  if (outcome === 'missed') return { received: 1 };
  const answered = { received: 1, answered: 1, ...(complaint === true ? { complaints: 1 } : {}) };
  if (!asks) return answered;
  return { ...answered, requests: 1, ...(incidentId === undefined ? {} : { recordedContacts: 1 }) };
}

/** The contact log, with its monthly sums (S1-15, S1-16, C23). */
export const contactLogProjection: Projection<ContactDocument> = {
  name: 'contact_log',
  collection: contactLog,
  streams: ['contact-'],
  keys: (event) => [event.stream.slice('contact-'.length)],
  project(contact, stored, id) {
    const event = stored as unknown as ContactEvent;
    if (event.type === 'contact.logged') {
      if (contact !== undefined) return contact;
      const { timeZone, ...data } = event.data;
      const month = DateTime.fromISO(data.receivedAt, { zone: timeZone }).toFormat('yyyy-MM');
      return { id, month, ...data, revision: stored.revision };
    }
    if (contact === undefined) return null;
    if (event.type !== 'contact.recorded') return contact;
    return { ...contact, incidentId: event.data.incidentId, revision: stored.revision };
  },
  aggregates: {
    collection: contactMonths,
    contributions: (contact) => [
      {
        id: `${contact.month}|all`,
        dimensions: { month: contact.month, dimension: 'all', value: '-' },
        measures: contactMeasures(contact),
      },
    ],
  },
};
