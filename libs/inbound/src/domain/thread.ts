import type { RecordedIncident } from '@evidesk/incidents';
import type { Mail, MailAddress } from './mail.js';

const NUMBER = /(?<![A-Z0-9-])INC-\d{6}-\d{6,9}(?![\d-])/i;
/** The desk's own message ids: the local part names the incident, by number or id, whatever stands around it. */
const OWN_MESSAGE = /^([^@\s]{1,200})@evidesk(?:\.[^@\s]+)?$/i;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
/** How many of the mails that it answers are looked up. */
export const MOST_REFERENCES = 20;

/** What a mail says it belongs to: numbers and ids of incidents, the likeliest first. Anybody can write them. */
export function namedIncidents({ subject, references }: Mail): readonly string[] {
  const own = references.slice(0, MOST_REFERENCES).flatMap((reference) => {
    const local = OWN_MESSAGE.exec(reference)?.[1];
    return local === undefined ? [] : [NUMBER.exec(local)?.[0]?.toUpperCase() ?? UUID.exec(local)?.[0]?.toLowerCase()];
  });
  const named = [NUMBER.exec(subject)?.[0]?.toUpperCase(), ...own];
  return [...new Set(named.filter((each): each is string => each !== undefined))];
}

/**
 * Whether a sender may write into an incident that is there. Numbers are easily guessed, so a number alone is no
 * permission: the incident's own contact may, and people of the domains that the operator trusts. Whoever else
 * answers, a colleague in copy, say, gets an incident of his own, and the desk links the two.
 */
export function mayWrite(
  { address }: MailAddress,
  { contact }: Pick<RecordedIncident, 'contact'>,
  staffDomains: ReadonlySet<string>,
): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return (
    staffDomains.has(domain) ||
    contact
      .toLowerCase()
      .split(/[\s,;<>()]+/)
      .includes(address)
  );
}
