import type { Condition } from '@evidesk/read-store';
import { BadQuery, READ_STORE, type ReadStore } from '@evidesk/read-store';
import type { Position } from '@evidesk/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { Language } from '../../domain/values.js';
import type { AuditedEvent } from './audited-event.js';
import { EventReader } from './event-reader.js';
import { AUDITED, type AuditedKind, trailEntries, type TrailEntry, trailProjection } from './trail.projection.js';

/** Which lines of the audit history. All conditions hold. */
export interface AuditFilter {
  readonly actor?: string;
  readonly role?: string;
  /** An event type: `incident.escalated`. */
  readonly action?: string;
  /** A field that was changed. */
  readonly field?: string;
  /** The kind of thing that it happened to. */
  readonly about?: AuditedKind;
  readonly correlation?: string;
  readonly from?: string;
  readonly before?: string;
  /** What `from` and `before` mean: when it was recorded (default) or when it occurred (C22). */
  readonly by?: 'recorded' | 'occurred';
  readonly order?: 'ascending' | 'descending';
}

/** A page of the audit history. */
export interface AuditPage {
  readonly items: readonly AuditedEvent[];
  readonly next?: string;
  /** Everything up to here has been looked at. */
  readonly asOfPosition: Position;
}

/** Lines looked at for one page; what has been found by then is the page, which may be short. */
const MOST_SCANNED = 5_000;
const PAGE = 500;

/** The history of everything that the desk keeps a history of. */
@Injectable()
export class AuditTrail {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    private readonly reader: EventReader,
  ) {}

  /** One page, newest first unless asked otherwise. A filter that no index serves may leave it short; `next` goes on. */
  async page(
    filter: AuditFilter,
    language: Language,
    { limit = 50, cursor }: { readonly limit?: number; readonly cursor?: string } = {},
  ): Promise<AuditPage> {
    const { position: asOfPosition } = await this.store.checkpoint(trailProjection.name);
    const items: AuditedEvent[] = [];
    let after = cursor === undefined ? undefined : decode(cursor);
    let scanned = 0;
    while (scanned < MOST_SCANNED) {
      const entries = await this.entries(filter, after, Math.min(PAGE, isScan(filter) ? PAGE : limit));
      for (const entry of entries) {
        after = entry.at;
        scanned += 1;
        const item = await this.matched(entry, filter, language);
        if (item !== undefined) items.push(item);
        if (items.length === limit) return { items, next: encode(after), asOfPosition };
      }
      if (entries.length === 0) return { items, asOfPosition };
    }
    return { items, ...(after !== undefined && { next: encode(after) }), asOfPosition };
  }

  /** All lines, one after the other; what is not asked for yet is not read yet. */
  async *all(filter: AuditFilter, language: Language): AsyncGenerator<AuditedEvent> {
    let after: string | undefined;
    for (;;) {
      const entries = await this.entries(filter, after, PAGE);
      for (const entry of entries) {
        const item = await this.matched(entry, filter, language);
        if (item !== undefined) yield item;
      }
      after = entries.at(-1)?.at;
      if (after === undefined) return;
    }
  }

  private async matched(entry: TrailEntry, filter: AuditFilter, language: Language) {
    if (!fits(entry, filter)) return undefined;
    const item = await this.reader.read(entry, language);
    const { field } = filter;
    return field === undefined || item.changes.some((change) => change.field === field) ? item : undefined;
  }

  private async entries(filter: AuditFilter, after: string | undefined, limit: number): Promise<readonly TrailEntry[]> {
    const { actor, action, correlation, from, before, by, order = 'descending' } = filter;
    const where: Record<string, Condition> = {};
    if (correlation !== undefined) where['correlationId'] = correlation;
    if (actor !== undefined) where['actor'] = actor;
    if (action !== undefined) where['type'] = action;
    // What occurred at an instant was recorded then or later.
    const upTo = by === 'occurred' ? undefined : before;
    const isBehind = order === 'descending' ? { lt: least(after, upTo) } : { gt: after, lt: upTo };
    // A range takes one lower bound: what comes behind the last line is behind `from` too.
    const range = isBehind.gt === undefined ? { gte: from, lt: isBehind.lt } : { gt: isBehind.gt, lt: isBehind.lt };
    if (Object.values(range).some((bound) => bound !== undefined)) where['at'] = range;
    const index =
      correlation !== undefined
        ? 'correlation'
        : actor !== undefined
          ? 'actor'
          : action !== undefined
            ? 'type'
            : 'time';
    return (await this.store.find(trailEntries, { where, index, order, limit })).items;
  }
}

/** Whether the conditions of a filter that no index holds are met. */
function fits({ stream, roles, occurredAt }: TrailEntry, { about, role, by, from, before }: AuditFilter): boolean {
  if (about !== undefined && !stream.startsWith(AUDITED[about])) return false;
  if (role !== undefined && !roles.includes(role)) return false;
  if (by !== 'occurred') return true;
  return (from === undefined || occurredAt >= from) && (before === undefined || occurredAt < before);
}

const isScan = ({ about, role, field, by }: AuditFilter): boolean =>
  about !== undefined || role !== undefined || field !== undefined || by === 'occurred';

const least = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a;

const PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\/[\x21-\x7E]{1,128}$/;
const encode = (at: string): string => Buffer.from(at).toString('base64url');

/** @throws BadQuery for what is no cursor of a page of these */
function decode(cursor: string): string {
  const at = Buffer.from(cursor, 'base64url').toString();
  if (!PLACE.test(at)) throw new BadQuery('that is no cursor of this list');
  return at;
}
