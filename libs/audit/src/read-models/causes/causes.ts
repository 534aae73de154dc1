import { DomainError } from '@evidesk/kernel';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject, Injectable } from '@nestjs/common';
import { CauseIndex, type Origin, originOf } from '../../domain/cause-tree.js';
import type { Language } from '../../domain/values.js';
import type { AuditedEvent } from '../trail/audited-event.js';
import { EventReader } from '../trail/event-reader.js';
import { trailEntries, type TrailEntry } from '../trail/trail.projection.js';

/** An event with the way by which it came about. */
export interface Link {
  readonly origin: Origin;
  readonly event: AuditedEvent;
}

/** An event and why it happened: the nearest cause first, the request that began it all last. */
export interface CauseChain extends Link {
  readonly causes: readonly Link[];
  /** What the last of them names as its cause, where that is no event of the audit history. */
  readonly beyond?: string;
}

/** An event and all that followed from it. */
export interface EffectTree extends Link {
  readonly effects: readonly EffectTree[];
}

/** As above, with whether it is all. */
export interface Effects extends EffectTree {
  /** How many events followed. */
  readonly count: number;
  /** True when there are more than are shown. */
  readonly truncated: boolean;
}

/** Events of one correlation that are looked at. */
const MOST = 1_000;
const DEEPEST = 100;

/** Why things happened, from causation and correlation (design of the audit history, section 5). */
@Injectable()
export class Causes {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    private readonly reader: EventReader,
  ) {}

  /** @throws DomainError `audit.no-such-event` */
  async chain(eventId: string, language: Language): Promise<CauseChain> {
    const entry = await this.entry(eventId);
    const { index } = await this.related(entry);
    const causes: TrailEntry[] = [];
    let last = entry;
    while (causes.length < DEEPEST) {
      const cause = index.causeOf(last) ?? (await this.elsewhere(last));
      if (cause === undefined || causes.includes(cause)) break;
      causes.push(cause);
      last = cause;
    }
    const links: Link[] = [];
    for (const cause of causes) links.push(await this.link(cause, language));
    const beyond = last.causationId === last.commandId ? undefined : last.causationId;
    return { ...(await this.link(entry, language)), causes: links, ...(beyond !== undefined && { beyond }) };
  }

  /** @throws DomainError `audit.no-such-event` */
  async effects(eventId: string, language: Language): Promise<Effects> {
    const entry = await this.entry(eventId);
    const { index, truncated } = await this.related(entry);
    const seen = new Set([entry.id]);
    const grow = async (node: TrailEntry): Promise<EffectTree> => {
      const effects: EffectTree[] = [];
      for (const effect of index.effectsOf(node)) {
        if (seen.has(effect.id)) continue;
        seen.add(effect.id);
        effects.push(await grow(effect));
      }
      return { ...(await this.link(node, language)), effects };
    };
    const tree = await grow(entry);
    return { ...tree, count: seen.size - 1, truncated };
  }

  private async entry(eventId: string): Promise<TrailEntry> {
    const entry = await this.store.get(trailEntries, eventId);
    if (entry === undefined)
      throw new DomainError('not-found', 'audit.no-such-event', `there is no event ${eventId} in the audit history`);
    return entry;
  }

  /** The events of one correlation, from the first on; processes keep it in all that they do. */
  private async related({ correlationId }: TrailEntry) {
    const { items, next } = await this.store.find(trailEntries, {
      where: { correlationId },
      index: 'correlation',
      limit: MOST,
    });
    return { index: new CauseIndex(items), truncated: next !== undefined };
  }

  /** A cause with a correlation of its own, or one of very many. */
  private async elsewhere({ causationId }: TrailEntry): Promise<TrailEntry | undefined> {
    return causationId === undefined ? undefined : this.store.get(trailEntries, causationId);
  }

  private async link(entry: TrailEntry, language: Language): Promise<Link> {
    return { origin: originOf(entry), event: await this.reader.read(entry, language) };
  }
}
