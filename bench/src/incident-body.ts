/** An incident as a service desk records it over HTTP. */
export const INCIDENT_BODY = JSON.stringify({
  title: 'Mail can not be sent',
  description: 'Mail can not be sent since this morning; the client says that the server does not answer.',
  type: 'failure',
  priority: 'P3',
  source: 'user_report',
  channel: 'phone',
  discoveredAt: '2026-01-05T00:55:00.000Z',
  reporter: 'Wang Li',
  contact: '+86 10 5555 0101',
});
