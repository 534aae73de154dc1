import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { text } from './fields.js';

/** By which way a file came. */
export const ATTACHMENT_SOURCES = ['upload', 'email'] as const;

export const AttachmentAddedSchema = Type.Object({
  /** The name of its bytes in the blob store. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  name: text,
  mediaType: Type.String({ minLength: 3, maxLength: 127 }),
  /** In bytes. */
  size: Type.Integer({ minimum: 0 }),
  source: Type.Enum([...ATTACHMENT_SOURCES]),
});
/** A file was attached. Its bytes lie in the blob store; the event proves which they are (S4-16). */
export type AttachmentAdded = DomainEvent<'incident.attachment-added', Static<typeof AttachmentAddedSchema>>;
