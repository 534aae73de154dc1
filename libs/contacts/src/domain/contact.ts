import { assertNever, type Command, DomainError, type FieldError } from '@evidesk/kernel';
import type { ContactEvent, ContactLogged } from '../contract/contact-events.js';

/** What a contact is about. */
export interface ContactCommandData {
  LogContact: ContactLogged['data'];
  RecordContact: { readonly incidentId: string };
}
export type ContactCommandType = keyof ContactCommandData;
export type ContactCommand = {
  [T in ContactCommandType]: Command<T, ContactCommandData[T]>;
}[ContactCommandType];

/** A contact as it is now. */
export type ContactState =
  { readonly status: 'unlogged' } | { readonly status: 'logged'; readonly asks: boolean; readonly incidentId?: string };

/** Raised whenever the state or `evolve` changes. */
export const CONTACT_SNAPSHOT_VERSION = 1;
export const initialContact: ContactState = { status: 'unlogged' };

/**
 * What follows from a command. A missed contact is known to ask for nothing, and one that asks for nothing is no incident.
 * @throws DomainError when the command is refused
 */
export function decideContact(command: ContactCommand, state: ContactState): readonly ContactEvent[] {
  switch (command.type) {
    case 'LogContact': {
      if (state.status !== 'unlogged')
        throw new DomainError('conflict', 'contact.already-logged', 'the contact is logged already');
      const errors = contactErrors(command.data, command.metadata.recordedAt);
      if (errors.length > 0) throw new DomainError('invalid', 'request.invalid', 'that can not be so', {}, errors);
      return [{ type: 'contact.logged', data: command.data }];
    }
    case 'RecordContact': {
      if (state.status === 'unlogged')
        throw new DomainError('not-found', 'contact.not-found', 'there is no such contact');
      if (!state.asks) throw new DomainError('conflict', 'contact.asks-nothing', 'the contact asked for nothing');
      return state.incidentId === command.data.incidentId ? [] : [{ type: 'contact.recorded', data: command.data }];
    }
    default:
      return assertNever(command);
  }
}

/** What is wrong with a contact that is to be logged. */
export function contactErrors(data: ContactLogged['data'], now: string): readonly FieldError[] {
  const { receivedAt, outcome, asks, complaint, incidentId } = data;
  const errors: FieldError[] = [];
  if (receivedAt > now)
    errors.push({ pointer: '/receivedAt', code: 'in-future', detail: 'this instant has not come yet' });
  if (outcome === 'missed' && asks)
    errors.push({ pointer: '/asks', code: 'contradiction', detail: 'nobody knows what a missed contact asked for' });
  if (outcome === 'missed' && complaint === true)
    errors.push({ pointer: '/complaint', code: 'contradiction', detail: 'nobody heard a missed contact complain' });
  if (!asks && incidentId !== undefined)
    errors.push({ pointer: '/incidentId', code: 'contradiction', detail: 'what asks for nothing is no incident' });
  return errors;
}

/** The contact after an event. Ignores events that it does not know, or that can't have happened. */
export function evolveContact(state: ContactState, event: ContactEvent): ContactState {
  switch (event.type) {
    case 'contact.logged':
      if (state.status !== 'unlogged') return state;
      return { status: 'logged', asks: event.data.asks, incidentId: event.data.incidentId };
    case 'contact.recorded':
      return state.status === 'unlogged' ? state : { ...state, incidentId: event.data.incidentId };
    default:
      return state;
  }
}
