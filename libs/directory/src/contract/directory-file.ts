import { LabelsSchema, LOCALES, OCCASIONS } from '@evidesk/profiles';
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false };
const code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' });
/** What the desk knows a person or a group by: the subject of a token, the name in an assignment. */
const id = Type.String({ pattern: '^\\S(?:.{0,126}\\S)?$' });
const email = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@<>()\\[\\],;:"\\\\]+@[^\\s@<>()\\[\\],;:"\\\\]+$',
  description: 'a mail address without a display name',
});

const locale = Type.Enum([...LOCALES]);

/** Somebody who works with the desk. */
export const PersonSchema = Type.Object(
  {
    id,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    email: Type.Optional(email),
    locale: Type.Optional(locale),
    /** Roles of the process profile. */
    roles: Type.Optional(Type.Array(code, { uniqueItems: true })),
    groups: Type.Optional(Type.Array(id, { uniqueItems: true })),
    skills: Type.Optional(Type.Array(code, { uniqueItems: true })),
  },
  closed,
);

/** A team that incidents are assigned to. */
export const GroupSchema = Type.Object(
  {
    code: id,
    labels: Type.Optional(LabelsSchema),
    /** The team's mailbox; without one its members are written to. */
    email: Type.Optional(email),
    locale: Type.Optional(locale),
  },
  closed,
);

/** The mailbox of a role; without one the people with the role are written to. */
export const RoleMailboxSchema = Type.Object({ email, locale: Type.Optional(locale) }, closed);

/** A system that is told by HTTP. Its secret stands elsewhere: in an environment variable, or in a file. */
export const WebhookSchema = Type.Object(
  {
    name: code,
    url: Type.String({ minLength: 1, maxLength: 2_000 }),
    secretEnv: Type.Optional(Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,127}$' })),
    secretFile: Type.Optional(Type.String({ minLength: 1 })),
    /** The occasions that it listens for; absent: all for which the strategy names webhooks. */
    events: Type.Optional(Type.Array(Type.Enum([...OCCASIONS]), { minItems: 1, uniqueItems: true })),
  },
  closed,
);
export type WebhookEntry = Static<typeof WebhookSchema>;

/** Who there is, and how they are reached: the operator's own file, of which nothing goes into events. */
export const DirectoryFileSchema = Type.Object(
  {
    /** The language of those whose own is not known. */
    locale: Type.Optional(locale),
    people: Type.Optional(Type.Array(PersonSchema, { maxItems: 50_000 })),
    groups: Type.Optional(Type.Array(GroupSchema, { maxItems: 5_000 })),
    roles: Type.Optional(Type.Record(code, RoleMailboxSchema, closed)),
    webhooks: Type.Optional(Type.Array(WebhookSchema, { maxItems: 100 })),
  },
  closed,
);
export type DirectoryFile = Static<typeof DirectoryFileSchema>;
