import { incidentDocuments } from '@evidesk/incidents';
import { START } from '@evidesk/kernel';
import { CliError } from './cli-error.js';
import { EXIT } from './exit-codes.js';
import type { Stores } from './reading.js';

/**
 * The id of an incident, by id or by number: from the view, and where that does not know the number, from the events.
 * @throws CliError when no incident has the number
 */
export async function incidentId({ eventStore, readStore }: Stores, incident: string): Promise<string> {
  if (!/^[A-Z]+-\d{6}-\d+$/.test(incident)) return incident;
  const page = await readStore.find(incidentDocuments, {
    where: { 'incident.number': incident },
    index: 'number',
    limit: 1,
  });
  const [found] = page.items;
  if (found !== undefined) return found.id;
  for await (const event of eventStore.readAll({ after: START, filter: { streamPrefixes: ['incident-'] } })) {
    if (event.revision === 0 && event.data['number'] === incident) return event.stream.slice('incident-'.length);
  }
  throw noIncident(incident);
}

/** There is none. */
export const noIncident = (incident: string): CliError =>
  new CliError(`there is no incident ${incident}`, EXIT.notFound, 'incident.not-found');
