import { incidentDocuments } from '@evidesk/incidents';
import { type Config, CONFIG } from '@evidesk/platform';
import { type CompiledProfile, ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type Sayable, say, type Speech } from '../../domain/say.js';
import type { Language } from '../../domain/values.js';
import { sentenceOf } from './catalogue.js';
import { speechOf } from './speech.js';

const REMEMBERED_INCIDENTS = 10_000;

/** What never changes about an incident. */
interface Pinned {
  readonly number: string;
  readonly profile: CompiledProfile;
}

/** Says what events say, in the words of the profile to which their incident is pinned. */
@Injectable()
export class Narrator {
  private readonly incidents = new LRUCache<string, Pinned>({ max: REMEMBERED_INCIDENTS });
  private readonly speeches = new WeakMap<CompiledProfile, Partial<Record<Language, Speech>>>();

  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(ProfileRegistry) private readonly registry: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The sentence of an event; by the profile in force where the thing has none of its own. */
  async say(
    subject: { readonly kind: string; readonly id: string },
    event: Sayable,
    language: Language,
  ): Promise<string> {
    return say(event, sentenceOf(event.type), this.speech(await this.profileOf(subject), language));
  }

  /** The number of an incident; `undefined` while its view does not have it. */
  async numberOf(incident: string): Promise<string | undefined> {
    return (await this.pinned(incident))?.number;
  }

  /** How the desk speaks now. */
  inForce(language: Language): Speech {
    return this.speech(this.registry.inForce(this.config.profile), language);
  }

  private speech(profile: CompiledProfile, language: Language): Speech {
    const known = this.speeches.get(profile) ?? {};
    this.speeches.set(profile, known);
    return (known[language] ??= speechOf(profile, language));
  }

  private async profileOf({ kind, id }: { readonly kind: string; readonly id: string }): Promise<CompiledProfile> {
    const pinned = kind === 'incident' ? await this.pinned(id) : undefined;
    return pinned?.profile ?? this.registry.inForce(this.config.profile);
  }

  private async pinned(id: string): Promise<Pinned | undefined> {
    const known = this.incidents.get(id);
    if (known !== undefined) return known;
    const document = await this.store.get(incidentDocuments, id);
    if (document === undefined) return undefined;
    const { number, profile } = document.incident;
    const pinned = { number, profile: this.registry.get(profile) };
    this.incidents.set(id, pinned);
    return pinned;
  }
}
