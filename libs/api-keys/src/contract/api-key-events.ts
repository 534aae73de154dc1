import type { DomainEvent } from '@evidesk/kernel';
import { type Static, Type } from 'typebox';

const Instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });

/** The events of one API key by wire name. None holds the secret. */
export const apiKeyEventSchemas = {
  'api-key.issued': Type.Object({
    name: Type.String({ maxLength: 64 }),
    secretHash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    roles: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20 }),
    permissions: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100 })),
    expiresAt: Type.Optional(Instant),
    purpose: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  'api-key.used': Type.Object({ day: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' }) }),
  'api-key.revoked': Type.Object({ reason: Type.Optional(Type.String({ maxLength: 500 })) }),
};

type Schemas = typeof apiKeyEventSchemas;

/** What happens to an API key. */
export type ApiKeyEvent = {
  [Type in keyof Schemas]: DomainEvent<Type, Readonly<Static<Schemas[Type]>>>;
}[keyof Schemas];
