import { openMemoryEventStore } from '@evidesk/event-store';
import type { Projection, RecordedEvent } from '@evidesk/kernel';
import { givenProjection, stored } from '@evidesk/testing';
import type { AsOf } from '@evidesk/time-travel';
import { profileOf } from '../../../testing/incident-kit.js';
import { lifeAt, PLACES } from '../../../testing/std-4tier-path.js';
import type { AuditEntry } from '../audit-history/audit-entry.js';
import { incidentDetailsProjection } from '../incident-details/incident-details.projection.js';
import { pastHistory, pastIncident } from './past-incident.js';

/** A life that went as far as one can, and a store that holds it. */
async function livedThrough() {
  const desk = await profileOf();
  const life = PLACES.map((place) => lifeAt(place, desk).recorded('i')).sort((a, b) => b.length - a.length)[0] ?? [];
  const store = openMemoryEventStore();
  await store.append('incident-i', life, 'absent');
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream('incident-i')) events.push(event);
  return { store, events };
}

const projected = (events: readonly RecordedEvent[]) =>
  givenProjection(incidentDetailsProjection as unknown as Projection)(events);

describe('The past of an incident', () => {
  it('C22 is at every position what the view held then, with its history', async () => {
    const { store, events } = await livedThrough();
    expect(events.length).toBeGreaterThan(5);
    for (const { position } of events) {
      const asOf: AsOf = { by: 'recorded', position };
      const { documents, entries } = projected(events.filter((event) => event.position <= position));
      const past = await pastIncident(store, 'i', asOf);
      expect(past.position).toBe(position);
      expect(stored(past.document)).toEqual(stored(documents.get('i')));
      const lines: AuditEntry[] = [];
      for await (const line of pastHistory(store, 'i', asOf)) lines.push(line);
      expect(stored(lines)).toEqual(stored(entries));
    }
  });

  it('C22 by occurrence leaves out what occurred later, and nothing that was told late', async () => {
    const { store, events } = await livedThrough();
    const instants = [...new Set(events.map(({ metadata }) => metadata.occurredAt))];
    for (const instant of instants) {
      const { documents } = projected(events.filter(({ metadata }) => metadata.occurredAt <= instant));
      const past = await pastIncident(store, 'i', { by: 'occurred', instant });
      expect(stored(past.document)).toEqual(stored(documents.get('i')));
    }
  });

  it('says when the incident began to whoever asks for an earlier time', async () => {
    const { store, events } = await livedThrough();
    const asOf: AsOf = { by: 'recorded', instant: '2000-01-01T00:00:00.000Z' };
    const { position } = events[0] as RecordedEvent;
    await expect(pastIncident(store, 'i', asOf)).rejects.toMatchObject({
      code: 'as-of.too-early',
      details: { first: { position } },
    });
  });
});
