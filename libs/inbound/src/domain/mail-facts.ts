import type { Facts } from './draft.js';
import { header, type Mail, type MailAddress } from './mail.js';

const PRIORITIES: Readonly<Record<string, string>> = { 1: 'high', 2: 'high', 3: 'normal', 4: 'low', 5: 'low' };

/** What a mapping can ask of a mail. */
export function mailFacts(mail: Mail, from: MailAddress): Facts {
  const facts: Readonly<Record<string, string | undefined>> = {
    subject: mail.subject,
    from_name: from.name,
    from_address: from.address,
    from_domain: from.address.slice(from.address.lastIndexOf('@') + 1),
    to_address: mail.to?.address,
    importance: header(mail, 'importance') || PRIORITIES[header(mail, 'x-priority').charAt(0)],
  };
  return (name) => (Object.hasOwn(facts, name) ? facts[name] : undefined);
}
