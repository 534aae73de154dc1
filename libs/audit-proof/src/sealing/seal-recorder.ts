import { ConcurrencyConflict, type EventStore, type NewEvent } from '@evidesk/event-store';
import {
  type Clock,
  type CommandMetadata,
  deriveId,
  DomainError,
  type JsonObject,
  type Position,
  START,
} from '@evidesk/kernel';
import { KeyFileError } from '@evidesk/platform';
import { type BareSeal, type KeyRotation, NO_SEAL, type Seal, SEALS_STREAM } from '../contract/seal-events.js';
import { hashOfSeal, readSeal, readTip, type SealsTip } from '../seals/read-seals.js';
import { sealHash, signRotation, signSeal, skippedTo } from '../seals/seal.js';
import type { SealKey } from '../seals/seal-key.js';
import type { SealKeyFile } from '../seals/seal-key-file.js';
import { OpenRange, type SealedRange } from './sealed-range.js';

/** Asks for a seal over a range of events: `{ number, ...SealedRange }`. */
export const RECORD_SEAL = 'RecordSeal';

export interface SealRecorderOptions {
  readonly eventStore: EventStore;
  readonly keyFile: SealKeyFile;
  readonly clock: Clock;
  /** The most events under one seal. */
  readonly maxEvents: number;
}

/**
 * Writes seals and changes of keys: the only one who signs, on the side that appends. Whatever asks, and however often
 * or from how many places, seals stand one behind the other without gap or overlap: each is appended where its
 * predecessor was the last.
 */
export class SealRecorder {
  constructor(private readonly options: SealRecorderOptions) {}

  /**
   * Seals a range that was taken in elsewhere. The same once more is success.
   * @throws DomainError `seal.out-of-turn` when another seal has come first: look again, and take in what is left
   * @throws KeyFileError when the key can't be used; StoreUnavailable
   */
  async record(number: number, range: SealedRange, metadata: CommandMetadata): Promise<Seal> {
    const { eventStore } = this.options;
    const tip = await readTip(eventStore);
    const last = tip.last?.seal;
    if (last !== undefined && number <= last.number) {
      const written = number === last.number ? last : (await readSeal(eventStore, number))?.seal;
      if (written?.root === range.root && written.to === range.to) return written;
      throw outOfTurn(number);
    }
    if (number !== (last?.number ?? 0) + 1 || range.from <= (last?.to ?? START)) throw outOfTurn(number);
    return this.write(number, range, tip, metadata);
  }

  /**
   * Seals all that is not sealed yet, here and now. Answers the newest seal; `undefined` when there is nothing at all.
   * @param upTo as far as this is enough; by default to the end of the store as it is now
   * @throws KeyFileError, StoreUnavailable
   */
  async sealNow(metadata: CommandMetadata, upTo?: Position): Promise<Seal | undefined> {
    const { eventStore, maxEvents } = this.options;
    const head = upTo ?? (await eventStore.head());
    for (;;) {
      const tip = await readTip(eventStore);
      const after = tip.last?.seal.to ?? START;
      const range = new OpenRange();
      for await (const event of eventStore.readAll({ after })) {
        if (event.position > head || range.count === maxEvents) break;
        if (event.stream !== SEALS_STREAM) range.add(event);
      }
      if (range.count === 0) return tip.last?.seal;
      try {
        await this.write((tip.last?.seal.number ?? 0) + 1, range.close(), tip, metadata);
      } catch (error) {
        // Another was faster: what it left is found in the next turn.
        if (!isOutOfTurn(error)) throw error;
      }
    }
  }

  /**
   * Lets a fresh key take over; the old one signs this and nothing more, and its private part is gone afterwards.
   * @throws KeyFileError when the key that signs is not in the key file
   * @throws ConcurrencyConflict when something was written at the same moment; StoreUnavailable
   */
  async rotateKey(metadata: CommandMetadata): Promise<KeyRotation> {
    const { eventStore, keyFile } = this.options;
    const tip = await readTip(eventStore);
    const previous = await this.signingKey(tip);
    const key = tip.keyId === undefined ? previous : await keyFile.prepareNext();
    const rotation = this.rotation(key, tip.keyId === undefined ? undefined : previous, tip);
    await eventStore.append(SEALS_STREAM, [newEvent('seal.key-rotated', rotation, metadata, 'key')], expected(tip));
    await keyFile.readAs(key.publicKey.id);
    return rotation;
  }

  private async write(number: number, range: SealedRange, tip: SealsTip, metadata: CommandMetadata): Promise<Seal> {
    const { eventStore, clock } = this.options;
    const key = await this.signingKey(tip);
    const { tags, ...covered } = range;
    const bare: BareSeal = signSeal(
      {
        format: 'evidesk-seal-1',
        number,
        previousSeal: tip.last === undefined ? NO_SEAL : sealHash(tip.last.seal),
        skipSeal: await this.skipSeal(number, tip),
        keyId: key.publicKey.id,
        sealedAt: clock.now(),
        ...(covered as Pick<Seal, 'from' | 'to' | 'count' | 'root'>),
      },
      key,
    );
    const seal: Seal = { tags, ...bare };
    const events = [newEvent('seal.written', seal, metadata, 'seal', number, seal.root)];
    if (tip.keyId === undefined)
      events.unshift(newEvent('seal.key-rotated', this.rotation(key, undefined, tip), metadata, 'first-key'));
    try {
      await eventStore.append(SEALS_STREAM, events, expected(tip));
    } catch (error) {
      if (error instanceof ConcurrencyConflict) throw outOfTurn(number);
      throw error;
    }
    return seal;
  }

  private async skipSeal(number: number, { last }: SealsTip): Promise<string> {
    const target = skippedTo(number);
    return target > 0 && target === last?.seal.number
      ? sealHash(last.seal)
      : hashOfSeal(this.options.eventStore, target);
  }

  /** The key that the store knows as the one that signs; before the first seal, the key file's, made on first use. */
  private async signingKey({ keyId }: SealsTip): Promise<SealKey> {
    const { keyFile } = this.options;
    if (keyId === undefined) return keyFile.readOrCreate();
    const key = await keyFile.readAs(keyId);
    if (key !== undefined) return key;
    throw new KeyFileError(
      `the seals of this store are signed by the key ${keyId.slice(0, 16)}…, which ${keyFile.path} does not hold: restore that file`,
    );
  }

  private rotation(key: SealKey, previous: SealKey | undefined, { last }: SealsTip): KeyRotation {
    const rotation = {
      format: 'evidesk-seal-key-1' as const,
      keyId: key.publicKey.id,
      publicKey: key.publicKey.der,
      previousKeyId: previous?.publicKey.id ?? NO_SEAL,
      previousSeal: last === undefined ? NO_SEAL : sealHash(last.seal),
      rotatedAt: this.options.clock.now(),
    };
    return signRotation(rotation, key, previous);
  }
}

/** Whether a seal was refused because another had come first. */
export const isOutOfTurn = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'seal.out-of-turn';

const outOfTurn = (number: number) =>
  new DomainError('conflict', 'seal.out-of-turn', `seal ${number} does not follow the newest one`);

const expected = ({ revision }: SealsTip) => (revision === -1 ? 'absent' : revision);

function newEvent(
  type: string,
  data: object,
  metadata: CommandMetadata,
  ...id: readonly (string | number)[]
): NewEvent {
  return {
    type,
    data: data as JsonObject,
    metadata: { schemaVersion: 1, eventId: deriveId(metadata.commandId, ...id), ...metadata },
  };
}
