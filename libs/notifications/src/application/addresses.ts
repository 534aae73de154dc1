import type { Directory } from '@evidesk/directory';
import { DeliveryFailed, type Message } from './channel.js';

/** Tells how the reporter of an incident is reached, by what the incident's own record says. */
export interface ReporterContacts {
  /** The contact as it was written down; `undefined` while the record is not at hand. */
  contactOf(incidentId: string): Promise<string | undefined>;
}

const ADDRESS = /[^\s@<>()[\],;:"'\\]+@[^\s@<>()[\],;:"'\\]+\.[^\s@<>()[\],;:"'\\./]+/;

/**
 * Where a mail goes: by the directory; for a reporter whom it does not know, to the mail address in the contact.
 * @throws DeliveryFailed when there is none
 */
export async function mailAddressesOf(
  { recipient, incidentId }: Pick<Message, 'recipient' | 'incidentId'>,
  directory: Directory,
  contacts: ReporterContacts,
): Promise<readonly string[]> {
  const { kind, id } = recipient;
  switch (kind) {
    case 'person':
      return some(directory.mailboxOfPerson(id).addresses, `the directory has no mail address of ${id}`);
    case 'group':
      return some(directory.mailboxOfGroup(id).addresses, `the directory has no mail address of the group ${id}`);
    case 'role':
      return some(directory.mailboxOfRole(id).addresses, `the directory has no mail address of the role ${id}`);
    case 'reporter': {
      const known = directory.mailboxOfPerson(id).addresses;
      if (known.length > 0) return known;
      const contact = await contacts.contactOf(incidentId);
      if (contact === undefined) throw new DeliveryFailed('the record of the incident is not at hand yet');
      const address = ADDRESS.exec(contact)?.[0];
      return some(address === undefined ? [] : [address], 'the contact of the reporter holds no mail address');
    }
    default:
      throw new DeliveryFailed(`a ${kind} is not written to`, { final: 'no_address' });
  }
}

function some(addresses: readonly string[], otherwise: string): readonly string[] {
  if (addresses.length === 0) throw new DeliveryFailed(otherwise, { final: 'no_address' });
  return addresses;
}
