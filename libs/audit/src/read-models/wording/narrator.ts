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

/** Says what events say, in the words of the profile to which their incident is pinned. */
@Injectable()
export class Narrator {
  /** An incident never changes its profile. */
  private readonly profiles = new LRUCache<string, CompiledProfile>({ max: REMEMBERED_INCIDENTS });
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
    if (kind !== 'incident') return this.registry.inForce(this.config.profile);
    const known = this.profiles.get(id);
    if (known !== undefined) return known;
    const document = await this.store.get(incidentDocuments, id);
    if (document === undefined) return this.registry.inForce(this.config.profile);
    const profile = this.registry.get(document.incident.profile);
    this.profiles.set(id, profile);
    return profile;
  }
}
