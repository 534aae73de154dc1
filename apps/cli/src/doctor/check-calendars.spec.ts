import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { type Calendar, loadShippedProfile, type ProcessProfile, publishProfile } from '@evidesk/profiles';
import { checkCalendars } from './check-calendars.js';

let preset: ProcessProfile;
let store: EventStore;
beforeAll(async () => {
  preset = await loadShippedProfile('std-4tier');
});
beforeEach(() => {
  store = openMemoryEventStore();
});

async function publish(commandId: string, change: (calendar: Calendar) => Calendar): Promise<void> {
  const at = '2026-11-21T08:30:00.000Z';
  const actor = { id: 'pat', roles: ['process_admin'] };
  const metadata = { commandId, correlationId: commandId, actor, occurredAt: at, recordedAt: at };
  await publishProfile(store, { profile: { ...preset, calendars: preset.calendars.map(change) } }, metadata);
}

const ending = (last: string) => (calendar: Calendar) => ({
  ...calendar,
  ...(calendar.code === 'working' && { holidays: [{ date: last }, { date: '2026-01-01' }] }),
});

describe('What doctor says of calendars', () => {
  it('C21 is nothing while no profile is published, and none for a calendar without holidays', async () => {
    expect(await checkCalendars(store, 'std-4tier', '2026-11-21T08:30:00.000Z')).toEqual([]);
    await publish('c1', ({ holidays: _, makeUpDays: __, ...calendar }) => calendar);
    expect(await checkCalendars(store, 'std-4tier', '2026-11-21T08:30:00.000Z')).toEqual([]);
  });

  it.each([
    ['is well when its holidays go on for longer than 60 days', '2027-01-21', 'ok'],
    ['is a warning when they end within 60 days', '2027-01-20', 'warn'],
    ['is a warning when they have ended', '2026-10-07', 'warn'],
  ])('C21 %s', async (_title, last, status) => {
    await publish('c1', ending(last));
    const findings = await checkCalendars(store, 'std-4tier', '2026-11-21T08:30:00.000Z');
    expect(findings).toMatchObject([{ name: 'calendar working', status }]);
    expect(findings[0]?.detail).toContain(last);
  });

  it('C21 is said of the version in force', async () => {
    await publish('c1', ending('2026-12-25'));
    await publish('c2', ending('2027-12-25'));
    const findings = await checkCalendars(store, 'std-4tier', '2026-11-21T08:30:00.000Z');
    expect(findings).toMatchObject([{ status: 'ok', detail: 'holidays until 2027-12-25' }]);
  });
});
