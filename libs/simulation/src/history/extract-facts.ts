import { type IncidentEvent, incidentAggregate } from '@evidesk/incidents';
import type { RecordedEvent } from '@evidesk/kernel';
import type { CompiledProfile, ProfileReference } from '@evidesk/profiles';
import type { Fact, IncidentFacts, Urgency } from './facts.js';

type FactDetails = Fact extends infer F
  ? F extends { readonly at: number }
    ? Omit<F, 'at'> & { at?: number }
    : never
  : never;

interface Known {
  readonly facts: IncidentFacts & { readonly happened: Fact[] };
  readonly profile: CompiledProfile;
  /** The command whose form was filled in last. */
  form: string;
}

/** Picks the facts out of incidents' events, which it is given in global order. */
export class FactExtractor {
  private readonly incidents = new Map<string, Known>();

  /**
   * @param profileOf the profile by which an incident was recorded
   * @param wanted whether an incident is, by when it was reported
   */
  constructor(
    private readonly profileOf: (reference: ProfileReference) => CompiledProfile,
    private readonly wanted: (reportedAt: string) => boolean,
  ) {}

  /** How many incidents there are. */
  get size(): number {
    return this.incidents.size;
  }

  /** By the time at which they were recorded. */
  facts(): readonly IncidentFacts[] {
    return [...this.incidents.values()].map(({ facts }) => facts).sort((a, b) => a.recordedAt - b.recordedAt);
  }

  take(stored: RecordedEvent): void {
    const recorded = incidentAggregate.upcast?.(stored) ?? stored;
    const event = recorded as unknown as IncidentEvent;
    const id = stored.stream.slice('incident-'.length);
    const { metadata } = recorded;
    const occurred = Date.parse(metadata.occurredAt);
    if (event.type === 'incident.recorded') {
      if (this.wanted(event.data.reportedAt)) this.begin(id, occurred, event.data);
      return;
    }
    const known = this.incidents.get(id);
    if (known === undefined) return;
    if (event.type === 'incident.support-recorded') known.form = metadata.commandId;
    // What a process manager did follows from the profile: under another it follows, or not, by itself.
    if (metadata.actor.id.startsWith('process:') && !CHANGE_ENDS.has(event.type)) return;
    const { happened } = known.facts;
    for (const fact of factsOf(event, known, metadata.commandId)) {
      const at = Math.max(fact.at ?? occurred, happened.at(-1)?.at ?? known.facts.recordedAt);
      happened.push({ ...fact, at });
    }
  }

  private begin(
    incidentId: string,
    recordedAt: number,
    data: Extract<IncidentEvent, { type: 'incident.recorded' }>['data'],
  ) {
    const { recordType, type, category, source, channel, reportedAt, discoveredAt, priority } = data;
    const profile = this.profileOf(data.profile);
    const recorded = {
      recordType,
      type,
      ...(category !== undefined && { category }),
      source,
      channel,
      reportedAt,
      discoveredAt,
    };
    const facts = { incidentId, recordedAt, recorded, priority: urgency(priority, profile), happened: [] };
    this.incidents.set(incidentId, { facts, profile, form: '' });
  }
}

/** They come by way of a process manager, but are somebody's doing. */
const CHANGE_ENDS: ReadonlySet<string> = new Set(['incident.change-implemented', 'incident.change-failed']);

function urgency(code: string, profile: CompiledProfile): Urgency {
  const rank = profile.priorityRank(code);
  return { code, ...(rank !== undefined && { rank }) };
}

function factsOf(event: IncidentEvent, { profile, form }: Known, commandId: string): readonly FactDetails[] {
  switch (event.type) {
    case 'incident.classified': {
      const { type, category, priority } = event.data;
      const ranked = urgency(priority, profile);
      return [{ kind: 'classified', type, ...(category !== undefined && { category }), priority: ranked }];
    }
    case 'incident.priority-changed':
      return [{ kind: 'priority', priority: urgency(event.data.to, profile) }];
    case 'incident.assigned': {
      const { group, engineer } = event.data.to;
      return [{ kind: 'assigned', ...(group !== undefined && { group }), ...(engineer !== undefined && { engineer }) }];
    }
    case 'incident.put-on-hold':
      return [{ kind: 'held', reason: event.data.reason }];
    case 'incident.resumed':
    case 'incident.change-failed':
      return [{ kind: 'resumed' }];
    case 'incident.change-applied-for':
      return [{ kind: 'held', reason: 'change' }];
    case 'incident.change-implemented':
      return [{ kind: 'resumed' }, { kind: 'solved' }];
    case 'incident.escalated':
      if (event.data.move === undefined) return [{ kind: 'manager-told' }];
      return [{ kind: 'escalated', line: profile.line(event.data.move.tier), form: form === commandId }];
    case 'incident.workaround-applied':
      return [{ kind: 'workaround' }];
    case 'incident.solution-implemented':
      return [{ kind: 'solved' }];
    case 'incident.resolved': {
      const { resolvedAt } = event.data;
      return [{ kind: 'resolved', resolvedAt, ...later(resolvedAt) }];
    }
    case 'incident.solution-recorded':
      return [{ kind: 'written', ...(event.data.cause !== undefined && { cause: event.data.cause }) }];
    case 'incident.resolution-rejected':
      return [{ kind: 'rejected' }];
    case 'incident.resolution-confirmed': {
      const { satisfactionTenths: tenths } = event.data;
      return [{ kind: 'confirmed', ...(tenths !== undefined && { satisfaction: tenths / 10 }) }];
    }
    case 'incident.closed': {
      const { closedAt, outcome, successful, counted } = event.data;
      return [{ kind: 'closed', closedAt, outcome, like: { successful, counted }, ...later(closedAt) }];
    }
    case 'incident.cancelled':
      return [{ kind: 'cancelled' }];
    case 'incident.marked-duplicate':
      return [{ kind: 'duplicate', of: event.data.of }];
    case 'incident.unmarked-duplicate':
      return [{ kind: 'no-duplicate' }];
    case 'incident.followed-up':
      return [{ kind: 'followed-up', followedUpAt: event.data.followedUpAt, ...later(event.data.followedUpAt) }];
    default:
      return [];
  }
}

/** What is dated is done then. */
const later = (instant: string): { readonly at: number } => ({ at: Date.parse(instant) });
