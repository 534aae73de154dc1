import type { JsonObject, Position, RecordedEvent } from '@evidesk/kernel';
import { TAG_BYTES } from '../contract/seal-events.js';
import { eventLeaf } from '../merkle/event-leaf.js';
import { hexOf, MerkleFrontier } from '../merkle/tree-hash.js';

/** What a seal says of the events that it covers. */
export interface SealedRange extends JsonObject {
  readonly from: Position;
  readonly to: Position;
  readonly count: number;
  readonly root: string;
  readonly tags: string;
}

/** Takes in events in global order until they are sealed. */
export class OpenRange {
  private readonly frontier = new MerkleFrontier();
  private readonly tags: Buffer[] = [];
  private from: Position | undefined;
  private to: Position | undefined;

  get count(): number {
    return this.frontier.size;
  }

  add(event: RecordedEvent): void {
    this.from ??= event.position;
    this.to = event.position;
    this.frontier.append(eventLeaf(event));
    this.tags.push(tagOf(event.hash));
  }

  /** @throws Error when it is empty */
  close(): SealedRange {
    const { from, to, count } = this;
    if (from === undefined || to === undefined) throw new Error('there is nothing to seal');
    return { from, to, count, root: hexOf(this.frontier.root()), tags: Buffer.concat(this.tags).toString('base64') };
  }
}

/** The part of an event's hash that a seal repeats, so that an event that is not the sealed one can be told. */
export const tagOf = (eventHash: string): Buffer => Buffer.from(eventHash.slice(0, TAG_BYTES * 2), 'hex');
