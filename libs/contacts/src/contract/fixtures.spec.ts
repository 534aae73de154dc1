import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contactAggregate } from '../application/contact.aggregate.js';
import { evolveContact, initialContact } from '../domain/contact.js';
import type { ContactEvent } from './contact-events.js';

const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));
const files = readdirSync(folder).sort();
const fixture = (file: string) =>
  JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as ContactEvent & { readonly version: number };

describe('Every shape of an event of the contact log that was ever stored', () => {
  it('has its fixture: each type at each version', () => {
    expect(files).toEqual([...contactAggregate.eventTypes.keys()].map((type) => `${type}.v1.json`).sort());
  });

  it.each(files)('%s is of its version and still folds', (file) => {
    const { type, version, data } = fixture(file);
    expect(file).toBe(`${type}.v${version}.json`);
    expect(contactAggregate.eventTypes.get(type)).toMatchObject({ version });
    expect(contactAggregate.eventTypes.get(type)?.check(data)).toBeUndefined();
    const logged = { type: 'contact.logged', data: { ...fixture('contact.logged.v1.json').data, incidentId: 'other' } };
    const before = type === 'contact.logged' ? initialContact : evolveContact(initialContact, logged as ContactEvent);
    expect(evolveContact(before, { type, data } as ContactEvent)).not.toEqual(before);
  });

  it('is refused when it is not as published', () => {
    expect(contactAggregate.eventTypes.get('contact.logged')?.check({ outcome: 'lost' })).toMatch(/outcome|required/);
  });
});
