/** A key of a person. Each erasure ends all that there are; what comes later has the next. */
export interface PersonKey {
  readonly person: string;
  /** From 1. */
  readonly generation: number;
  /** 256 bits. */
  readonly key: Buffer;
}

/** Which key a box was sealed with. */
export interface KeyReference {
  readonly person: string;
  readonly generation: number;
}

/** A person who needs a key, and the marks by which he is found again. */
export interface KeyRequest {
  readonly person: string;
  /** Keyed hashes of what he is known by; kept until he is erased. */
  readonly marks: readonly string[];
}

/** What is known of a person. */
export interface KnownPerson {
  readonly person: string;
  /** The newest generation that there ever was. */
  readonly generation: number;
  /** Whether there is a key: false once he is erased, until something personal comes in anew. */
  readonly hasKey: boolean;
}

/**
 * The keys of persons, apart from what is sealed with them: what is destroyed here can not be read anywhere.
 * Every method throws `StoreUnavailable` while the store can't be reached, read or written.
 */
export interface KeyStore {
  /** 256 bits of the desk's own, made with the store: by it ids and marks are hashed. The same for ever. */
  secret(): Promise<Buffer>;

  /**
   * The newest key of each person, in the order asked for; made where there is none. A key that is answered is durable:
   * whatever is sealed with it can be read after a crash.
   */
  keysFor(requests: readonly KeyRequest[]): Promise<readonly PersonKey[]>;

  /** The keys that there are of those asked for; what was destroyed is left out. */
  find(references: readonly KeyReference[]): Promise<readonly PersonKey[]>;

  /** What is known of a person; `undefined` when he never had a key. */
  person(person: string): Promise<KnownPerson | undefined>;

  /** Persons who have all of these marks, at most 100. */
  withMarks(marks: readonly string[]): Promise<readonly KnownPerson[]>;

  /**
   * Destroys a person's keys up to a generation, and his marks when no key is left; resolves when nothing of them is in the store's files.
   * Answers how many there were. Again: none.
   */
  destroy(person: string, upTo: number): Promise<number>;

  /** Counts destructions: another number, and keys that were kept in memory have to be let go. */
  epoch(): Promise<number>;

  close(): Promise<void>;
}

/** Dependency-injection token of the key store. */
export const KEY_STORE = Symbol('KeyStore');
