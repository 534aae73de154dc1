import { incidentDetailsProjection } from '@evidesk/incidents';
import type { ReadStore } from '@evidesk/read-store';
import type { ReporterContacts } from './addresses.js';

/** Contacts from the view of incidents. */
export const contactsIn = (store: ReadStore): ReporterContacts => ({
  contactOf: async (incidentId) =>
    (await store.get(incidentDetailsProjection.collection, incidentId))?.incident.contact,
});
