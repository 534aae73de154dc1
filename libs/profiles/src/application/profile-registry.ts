import { DomainError, START, type Instant, type Position, type RecordedEvent } from '@evidesk/kernel';
import type { EventStore } from '@evidesk/event-store';
import type { ProfileReference } from '../contract/process-profile.js';
import { isProfilePublished } from '../contract/profile-events.js';
import { compileProfile, type CompiledProfile } from '../domain/process-graph.js';
import { PROFILE_STREAM_PREFIX } from './profile-stream.js';

/** One version of a profile, as it was published. */
export interface ProfileVersion extends ProfileReference {
  readonly digest: string;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
  readonly position: Position;
}

interface Entry {
  readonly version: ProfileVersion;
  readonly compiled: CompiledProfile;
}

interface Waiter {
  readonly position: Position;
  readonly resolve: (reached: boolean) => void;
}

/** Every version of every profile, kept current from the event store. Versions never change, so they are kept compiled. */
export class ProfileRegistry {
  private readonly entries = new Map<string, Entry[]>();
  private readonly waiters = new Set<Waiter>();
  private reached: Position = START;
  private stopping: AbortController | undefined;
  private following: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    /** Told when listening ended by an error; the registry then stays as it is, and may be started again. */
    private readonly onLost: (error: unknown) => void = () => undefined,
  ) {}

  /** Loads what was published and goes on listening. Answers once all that is there now is known. */
  async start(): Promise<void> {
    if (this.stopping !== undefined) return;
    const stopping = new AbortController();
    this.stopping = stopping;
    await new Promise<void>((resolve, reject) => {
      this.following = this.follow(stopping.signal, resolve).then(resolve, (error: unknown) => {
        this.stopping = undefined;
        reject(error);
        this.onLost(error);
      });
    });
  }

  /** Stops listening. What is known stays known. */
  async stop(): Promise<void> {
    this.stopping?.abort();
    this.stopping = undefined;
    await this.following;
    for (const waiter of this.waiters) waiter.resolve(false);
    this.waiters.clear();
  }

  /** The newest version of a profile. @throws DomainError `profile.not-found` */
  inForce(name: string): CompiledProfile {
    const newest = this.entries.get(name)?.at(-1);
    if (newest === undefined) throw notFound(name);
    return newest.compiled;
  }

  /** One version of a profile, the one to which an incident is pinned. @throws DomainError `profile.not-found` */
  get({ name, version }: ProfileReference): CompiledProfile {
    const entry = this.entries.get(name)?.[version - 1];
    if (entry === undefined) throw notFound(name, version);
    return entry.compiled;
  }

  /** The versions of a profile, oldest first. */
  versions(name: string): readonly ProfileVersion[] {
    return (this.entries.get(name) ?? []).map(({ version }) => version);
  }

  /** The version in force of every profile, by name. */
  list(): readonly ProfileVersion[] {
    return [...this.entries.values()]
      .flatMap((entries) => entries.at(-1)?.version ?? [])
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Answers true when everything up to a position is known, false when that took longer or the registry stopped. */
  waitFor(position: Position, timeoutMs = 2_000): Promise<boolean> {
    if (this.reached >= position) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        position,
        resolve: (reached) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => waiter.resolve(false), timeoutMs);
      this.waiters.add(waiter);
    });
  }

  private async follow(signal: AbortSignal, caughtUp: () => void): Promise<void> {
    const filter = { streamPrefixes: [PROFILE_STREAM_PREFIX] };
    for await (const batch of this.store.subscribe({ after: this.reached, filter, signal })) {
      for (const event of batch.events) this.learn(event);
      this.reached = batch.position;
      for (const waiter of [...this.waiters]) if (waiter.position <= this.reached) waiter.resolve(true);
      if (batch.caughtUp) caughtUp();
    }
  }

  private learn(event: RecordedEvent): void {
    if (!isProfilePublished(event)) return;
    const { name, version, digest, profile } = event.data;
    const known = this.entries.get(name) ?? [];
    if (known.length >= version) return;
    const { actor, recordedAt } = event.metadata;
    const published = {
      name,
      version,
      digest,
      publishedAt: recordedAt,
      publishedBy: actor.id,
      position: event.position,
    };
    this.entries.set(name, [
      ...known,
      { version: published, compiled: compileProfile(deepFreeze(profile), { name, version }) },
    ]);
  }
}

/** A version is shared by everybody who asks: none of them may change it for the others. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}

function notFound(name: string, version?: number): DomainError {
  const what = version === undefined ? `profile ${name}` : `version ${version} of profile ${name}`;
  return new DomainError('not-found', 'profile.not-found', `there is no ${what}`, {
    name,
    ...(version === undefined ? {} : { version }),
  });
}
