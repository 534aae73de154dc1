import type { NotificationChannel, NotificationRule, Occasion } from '@evidesk/profiles';
import type { Recipient } from '../contract/notification-events.js';

/** What of an incident decides who is told. */
export interface IncidentFacts {
  readonly incidentId: string;
  readonly reporterId?: string;
  /** Who confirms, by the profile: where it is not the user, no user reported it (C17). */
  readonly confirmation: string;
  readonly group?: string;
  readonly engineer?: string;
  /** The roles that are to act. */
  readonly waitsFor: readonly string[];
}

/** By which channels the desk can reach anybody at all. */
export interface Reach {
  /** A mail server is set up. */
  readonly email: boolean;
  /** The webhooks that listen for the occasion. */
  readonly webhooks: readonly string[];
}

/** One message to one recipient. */
export interface Told {
  readonly channel: NotificationChannel;
  readonly recipient: Recipient;
}

/**
 * Who is told of an occasion, and how: each recipient once by each channel. People are not told of what they did themselves.
 */
export function toldOf(
  occasion: Occasion,
  rules: readonly NotificationRule[],
  facts: IncidentFacts,
  actorId: string,
  reach: Reach,
): readonly Told[] {
  const told = new Map<string, Told>();
  const add = (channel: NotificationChannel, recipient: Recipient) => {
    const key = `${channel} ${recipient.kind} ${recipient.id}`;
    if (!told.has(key)) told.set(key, { channel, recipient });
  };
  for (const rule of rules) {
    if (rule.on !== occasion) continue;
    const recipients = rule.to.flatMap((to) => recipientsOf(to, facts)).filter((each) => !isSelf(each, actorId));
    for (const channel of rule.channels) {
      if (channel === 'webhook') for (const id of reach.webhooks) add(channel, { kind: 'webhook', id });
      else if (channel === 'email' && !reach.email) continue;
      else
        for (const recipient of recipients)
          if (channel === 'email' || isKnown(recipient, facts)) add(channel, recipient);
    }
  }
  return [...told.values()];
}

function recipientsOf(to: string, facts: IncidentFacts): readonly Recipient[] {
  const { incidentId, reporterId, confirmation, group, engineer, waitsFor } = facts;
  switch (to) {
    case 'reporter':
      return confirmation === 'evidence' ? [] : [{ kind: 'reporter', id: reporterId ?? incidentId }];
    case 'group':
      return group === undefined ? [] : [{ kind: 'group', id: group }];
    case 'owner':
      if (engineer !== undefined) return [{ kind: 'person', id: engineer }];
      if (group !== undefined) return [{ kind: 'group', id: group }];
      return waitsFor.map((id) => ({ kind: 'role', id }));
    default:
      return [{ kind: 'role', id: to }];
  }
}

const isSelf = ({ kind, id }: Recipient, actorId: string) => kind === 'person' && id === actorId;

/** Only a user of the desk has a list of to-dos. */
const isKnown = ({ kind }: Recipient, { reporterId }: IncidentFacts) => kind !== 'reporter' || reporterId !== undefined;
