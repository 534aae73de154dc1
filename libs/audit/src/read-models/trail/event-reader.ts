import { changeAggregate } from '@evidesk/changes';
import { ciAggregate } from '@evidesk/configuration-items';
import { contactAggregate } from '@evidesk/contacts';
import { EVENT_STORE, type EventStore, StreamNotFound } from '@evidesk/event-store';
import type { AggregateType } from '@evidesk/executor';
import { auditEntries } from '@evidesk/incidents';
import type { DomainEvent, RecordedEvent } from '@evidesk/kernel';
import { knowledgeAggregate } from '@evidesk/knowledge';
import { notificationAggregate } from '@evidesk/notifications';
import { coordinationAggregate, problemAggregate, symptomAggregate } from '@evidesk/problems';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject, Injectable } from '@nestjs/common';
import { type Change, changesBetween } from '../../domain/changes.js';
import type { Language } from '../../domain/values.js';
import { Narrator } from '../wording/narrator.js';
import type { AuditedEvent } from './audited-event.js';
import { subjectOf, type TrailEntry } from './trail.projection.js';

type Foldable = Pick<AggregateType<DomainEvent, object>, 'initial' | 'evolve'>;

/** What becomes of a thing by its events. Its history is short, save an incident's, whose changes a view keeps. */
const FOLDS: Readonly<Record<string, Foldable>> = Object.fromEntries(
  [
    changeAggregate,
    problemAggregate,
    symptomAggregate,
    coordinationAggregate,
    ciAggregate,
    knowledgeAggregate,
    notificationAggregate,
    contactAggregate,
  ].map((aggregate) => [aggregate.name, aggregate as unknown as Foldable]),
);

/** Brings the lines of the trail together with what their events say. */
@Injectable()
export class EventReader {
  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(READ_STORE) private readonly store: ReadStore,
    private readonly narrator: Narrator,
  ) {}

  /** The event of a line. @throws Error when the event store does not have it, which it must */
  async read(entry: TrailEntry, language: Language): Promise<AuditedEvent> {
    const subject = subjectOf(entry.stream);
    if (subject === undefined) throw new Error(`the stream ${entry.stream} is none of the audit trail's`);
    const { event, changes } = await this.find(entry);
    const { eventId, actor, occurredAt, recordedAt, commandId, causationId, correlationId } = event.metadata;
    const { type, revision, position, data, hash } = event;
    const sentence = await this.narrator.say(subject, { type, data, actor }, language);
    const number = subject.kind === 'incident' ? await this.narrator.numberOf(subject.id) : undefined;
    return {
      eventId,
      type,
      subject: number === undefined ? subject : { ...subject, number },
      revision,
      position,
      actor,
      occurredAt,
      recordedAt,
      sentence,
      changes,
      data,
      commandId,
      causationId,
      correlationId,
      hash,
    };
  }

  private async find({
    stream,
    revision,
  }: TrailEntry): Promise<{ readonly event: RecordedEvent; readonly changes: readonly Change[] }> {
    const subject = subjectOf(stream);
    if (subject?.kind === 'incident') {
      const line = await this.store.get(auditEntries, `${subject.id}:${String(revision).padStart(8, '0')}`);
      if (line !== undefined) {
        const { changes, type, data, position, hash, incidentId: _, id: _id, ...metadata } = line;
        return {
          event: { stream, revision, position, type, data, hash, metadata: { ...metadata, schemaVersion: 1 } },
          changes,
        };
      }
    }
    const fold = FOLDS[stream.slice(0, stream.indexOf('-'))];
    return fold === undefined
      ? { event: await this.one(stream, revision), changes: [] }
      : this.folded(stream, revision, fold);
  }

  private async one(stream: string, revision: number): Promise<RecordedEvent> {
    for await (const event of this.events.readStream(stream, { from: revision, limit: 1 })) return event;
    throw new StreamNotFound(stream);
  }

  private async folded(stream: string, revision: number, { initial, evolve }: Foldable) {
    let before: object | undefined;
    let after: object = initial;
    let last: RecordedEvent | undefined;
    for await (const event of this.events.readStream(stream, { limit: revision + 1 })) {
      before = event.revision === 0 ? undefined : after;
      after = evolve(after, event, event.metadata.occurredAt);
      last = event;
    }
    if (last === undefined) throw new StreamNotFound(stream);
    return { event: last, changes: changesBetween(before, after) };
  }
}
