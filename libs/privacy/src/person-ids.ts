import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { KeyRequest } from './port.js';

const CACHED = 20_000;

/** How somebody is named. */
export interface Naming {
  readonly userId?: string;
  readonly contact?: string;
  readonly name?: string;
}

/** What an id of a person looks like. */
export const PERSON_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Ids of persons: a keyed hash of the user's id where there is one, else of contact and name together. They tell nobody who
 * it is, and the same person has the same id for ever.
 */
export class PersonIds {
  private readonly known = new LRUCache<string, KeyRequest>({ max: CACHED });

  constructor(private readonly secret: Buffer) {}

  /** The id of whoever is named so, with the marks by which he is found again; `undefined` for nobody. */
  of({ userId, contact, name }: Naming): KeyRequest | undefined {
    const key = `${userId ?? ''}\n${contact ?? ''}\n${name ?? ''}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const isUser = userId !== undefined && userId !== '';
    if (!isUser && normal(contact) === '' && normal(name) === '') return undefined;
    const naming = isUser ? `user\n${userId}` : `contact\n${normal(contact)}\n${normal(name)}`;
    const person = { person: this.id(naming), marks: this.marks({ userId, contact, name }) };
    this.known.set(key, person);
    return person;
  }

  /** The marks of what somebody is known by, each alone. */
  marks({ userId, contact, name }: Naming): readonly string[] {
    const marks: string[] = [];
    if (userId !== undefined && userId !== '') marks.push(this.hash(`mark\nuser\n${userId}`));
    if (normal(contact) !== '') marks.push(this.hash(`mark\ncontact\n${normal(contact)}`));
    if (normal(name) !== '') marks.push(this.hash(`mark\nname\n${normal(name)}`));
    return marks;
  }

  /** As a UUID of version 8, which is for ids that are made some other way. */
  private id(naming: string): string {
    const bytes = this.hmac(naming);
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    const hex = bytes.toString('hex', 0, 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  private hash(text: string): string {
    return this.hmac(text).toString('base64url');
  }

  private hmac(text: string): Buffer {
    return createHmac('sha256', this.secret).update(text).digest();
  }
}

/** What is the same to people: case, width, spaces. */
const normal = (text: string | undefined): string =>
  (text ?? '').normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
