import { type EventStore, StreamNotFound } from '@evidesk/event-store';
import type { Instant } from '@evidesk/kernel';
import { isProfilePublished, type ProcessProfile, profileStream } from '@evidesk/profiles';
import { type Finding, ok, warn } from './finding.js';

const NOTICE_DAYS = 60;
const DAY_MS = 86_400_000;

/**
 * Whether the holidays of the profile in force reach far enough: behind their end every day counts as its weekday (C21).
 * A warning names each calendar whose list ends within 60 days, or has ended, with its last date.
 * @param name of the profile for new incidents
 */
export async function checkCalendars(store: EventStore, name: string, now: Instant): Promise<readonly Finding[]> {
  const profile = await profileInForce(store, name);
  if (profile === undefined) return [];
  const soon = new Date(Date.parse(now) + NOTICE_DAYS * DAY_MS).toISOString().slice(0, 10);
  const listed = profile.calendars.flatMap(({ code, holidays = [] }) => {
    const last = holidays
      .map(({ date }) => date)
      .sort()
      .at(-1);
    return last === undefined ? [] : [{ code, last }];
  });
  const ending = listed.filter(({ last }) => last <= soon);
  if (ending.length > 0) {
    return ending.map(({ code, last }) => {
      const detail = `its holidays end on ${last}: publish ${name} with those of the time to come`;
      return warn(`calendar ${code}`, detail);
    });
  }
  return listed.map(({ code, last }) => ok(`calendar ${code}`, `holidays until ${last}`));
}

async function profileInForce(store: EventStore, name: string): Promise<ProcessProfile | undefined> {
  try {
    for await (const event of store.readStream(profileStream(name), { direction: 'backwards', limit: 1 })) {
      if (isProfilePublished(event)) return event.data.profile;
    }
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
  }
  return undefined;
}
