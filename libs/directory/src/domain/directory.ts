import type { Locale, Occasion } from '@evidesk/profiles';
import type { DirectoryFile } from '../contract/directory-file.js';

/** Somebody who works with the desk. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly locale?: Locale;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly skills: readonly string[];
}

/** A system that is told by HTTP. */
export interface Webhook {
  readonly name: string;
  readonly url: string;
  /** Whether it wants to hear of an occasion. */
  listensFor(occasion: Occasion): boolean;
  /** The key of its signatures. A function, so that no log shows it. */
  secret(): string;
}

/** What somebody is written to by: addresses (none where none is known), and the language. */
export interface Mailbox {
  readonly addresses: readonly string[];
  readonly locale: Locale;
}

/** Who there is, and how they are reached. Answers by look-up; never changes. */
export interface Directory {
  readonly locale: Locale;
  person(id: string): Person | undefined;
  membersOf(group: string): readonly Person[];
  withRole(role: string): readonly Person[];
  withSkill(skill: string): readonly Person[];
  mailboxOfPerson(id: string): Mailbox;
  /** The group's own mailbox, or else its members'. */
  mailboxOfGroup(code: string): Mailbox;
  /** The role's own mailbox, or else that of everybody who has the role. */
  mailboxOfRole(code: string): Mailbox;
  readonly webhooks: readonly Webhook[];
  webhook(name: string): Webhook | undefined;
}

/** The language where the directory says nothing else. */
export const DEFAULT_LOCALE: Locale = 'zh-CN';

/**
 * The directory that a file describes.
 * @param secretOf the secret of a webhook, by its name
 */
export function directoryOf(file: DirectoryFile, secretOf: (webhook: string) => string): Directory {
  const { locale = DEFAULT_LOCALE } = file;
  const people: readonly Person[] = (file.people ?? []).map((person) => ({
    roles: [],
    groups: [],
    skills: [],
    ...person,
  }));
  const byId = new Map(people.map((person) => [person.id, person]));
  const [byGroup, byRole, bySkill] = [indexed(people, 'groups'), indexed(people, 'roles'), indexed(people, 'skills')];
  const groups = new Map((file.groups ?? []).map((group) => [group.code, group]));
  const roles = new Map(Object.entries(file.roles ?? {}));
  const webhooks = (file.webhooks ?? []).map(({ name, url, events }): Webhook => {
    const wanted = events === undefined ? undefined : new Set<string>(events);
    return { name, url, listensFor: (occasion) => wanted?.has(occasion) ?? true, secret: () => secretOf(name) };
  });
  const mailbox = (
    own: { readonly email?: string; readonly locale?: Locale } | undefined,
    members: readonly Person[],
  ) => ({
    addresses: own?.email === undefined ? addressesOf(members) : [own.email],
    locale: own?.locale ?? commonLocale(members) ?? locale,
  });
  return {
    locale,
    person: (id) => byId.get(id),
    membersOf: (group) => byGroup.get(group) ?? [],
    withRole: (role) => byRole.get(role) ?? [],
    withSkill: (skill) => bySkill.get(skill) ?? [],
    mailboxOfPerson: (id) => mailbox(byId.get(id), []),
    mailboxOfGroup: (code) => mailbox(groups.get(code), byGroup.get(code) ?? []),
    mailboxOfRole: (code) => mailbox(roles.get(code), byRole.get(code) ?? []),
    webhooks,
    webhook: (name) => webhooks.find((webhook) => webhook.name === name),
  };
}

/** The directory of a desk that has none: nobody is known. */
export const emptyDirectory = (): Directory =>
  directoryOf({}, (webhook) => {
    throw new Error(`there is no webhook ${webhook}`);
  });

function indexed(people: readonly Person[], by: 'groups' | 'roles' | 'skills'): ReadonlyMap<string, readonly Person[]> {
  const index = new Map<string, Person[]>();
  for (const person of people) {
    for (const code of person[by]) {
      const known = index.get(code);
      if (known === undefined) index.set(code, [person]);
      else known.push(person);
    }
  }
  return index;
}

const addressesOf = (people: readonly Person[]): readonly string[] => [
  ...new Set(people.flatMap(({ email }) => email ?? [])),
];

/** The language that all of them have; `undefined` when they differ or it is not known. */
function commonLocale(people: readonly Person[]): Locale | undefined {
  const locales = new Set(people.map(({ locale }) => locale));
  return locales.size === 1 ? people[0]?.locale : undefined;
}
