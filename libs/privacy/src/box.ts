import { createCipheriv, createDecipheriv } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const TAG_BYTES = 16;

/** Where a box belongs: it opens nowhere else. */
export interface BoxPlace {
  readonly stream: string;
  /** A UUID, unique for ever: from it follows the nonce, which must not come twice under one key. */
  readonly eventId: string;
}

/** A box that does not open: its key is another's, or it was changed, or moved. */
export class BrokenBox extends Error {
  constructor({ stream, eventId }: BoxPlace, options: ErrorOptions) {
    super(`what is sealed in event ${eventId} of ${stream} does not open`, options);
    this.name = 'BrokenBox';
  }
}

/** Seals a text with AES-256-GCM. Answers ciphertext and tag in base64. */
export function sealBox(text: string, key: Buffer, place: BoxPlace): string {
  const cipher = createCipheriv(ALGORITHM, key, nonceOf(place.eventId));
  cipher.setAAD(additional(place));
  const sealed = cipher.update(text, 'utf8');
  cipher.final();
  return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64');
}

/** @throws BrokenBox */
export function openBox(box: string, key: Buffer, place: BoxPlace): string {
  try {
    const bytes = Buffer.from(box, 'base64');
    const end = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, key, nonceOf(place.eventId), { authTagLength: TAG_BYTES });
    decipher.setAAD(additional(place));
    decipher.setAuthTag(bytes.subarray(end));
    const text = decipher.update(bytes.subarray(0, end), undefined, 'utf8');
    return text + decipher.final('utf8');
  } catch (cause) {
    throw new BrokenBox(place, { cause });
  }
}

const additional = ({ stream, eventId }: BoxPlace): Buffer => Buffer.from(`${stream}\n${eventId}`);

/** The last 96 bits of the id: those of chance. */
const nonceOf = (id: string): Buffer =>
  Buffer.from(id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24), 'hex');
