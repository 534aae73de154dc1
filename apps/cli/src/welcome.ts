import { resolve } from 'node:path';
import type { Config } from '@evidesk/platform';

/** What a server says when it is ready: where it is, and three commands that work when pasted in the same folder. */
export function welcome(url: string, config: Config, month: string): string {
  // Another shell does not have this one's settings.
  const elsewhere = resolve(config.dataDir) !== resolve('./data');
  const evidesk = `${elsewhere ? `EVIDESK_DATA=${quoted(resolve(config.dataDir))} ` : ''}npx evidesk`;
  const bearer = (role: string) => `-H "Authorization: Bearer $(${evidesk} token --role ${role})"`;
  const incident = {
    description: '打印机脱机 / The printer is offline',
    type: 'failure',
    priority: 'P3',
    source: 'user_report',
    channel: 'phone',
    discoveredAt: new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString(),
    reporter: 'Li Na',
    contact: 'ext. 4123',
  };
  return [
    '',
    `Evidesk listens on ${url}`,
    `  API docs   ${url}/docs`,
    `  data       ${resolve(config.dataDir)}`,
    `  a token    ${evidesk} token --role service_desk`,
    '',
    'Record an incident:',
    `curl -sS -w '\\n' ${bearer('service_desk')} -H 'Content-Type: application/json' -d '${JSON.stringify(incident)}' ${url}/v1/incidents`,
    '',
    'Look at the queue of the service desk:',
    `curl -sS -w '\\n' ${bearer('service_desk')} '${url}/v1/queues?role=service_desk&limit=5'`,
    '',
    `Read the figures of ${month}:`,
    `curl -sS -w '\\n' ${bearer('incident_manager')} ${url}/v1/reports/kpis/${month}`,
    '',
  ].join('\n');
}

const quoted = (path: string): string => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
