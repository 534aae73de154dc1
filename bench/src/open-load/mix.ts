import { INCIDENT_BODY } from '../incident-body.js';

/** Pages of queues that people look at. */
const QUEUES = [
  '/v1/queues?role=service_desk&limit=50',
  '/v1/queues?priority=P2&limit=50',
  '/v1/queues?sort=deadline&limit=50',
];

/** What requests are made of. */
export interface MixOptions {
  readonly host: string;
  readonly token: string;
  readonly ids: readonly string[];
  /** `2026-11`, for reports. */
  readonly month: string;
}

const COMMENT = JSON.stringify({ text: 'The user called again: it is still so, and three colleagues have it too.' });

/** One kind of request, with its share of a hundred. */
interface Kind {
  readonly share: number;
  make(random: () => number): string;
}

/** Requests as a desk gets them: seventy reads and thirty commands in a hundred. */
export function requestMix({ host, token, ids, month }: MixOptions): (random: () => number) => string {
  const head = `host: ${host}\r\nauthorization: Bearer ${token}\r\n`;
  const get = (path: string): string => `GET ${path} HTTP/1.1\r\n${head}\r\n`;
  const post = (path: string, body: string): string =>
    `POST ${path} HTTP/1.1\r\n${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const idOf = (random: () => number): string => ids[Math.floor(random() * ids.length)] ?? '';
  const queues = QUEUES.map(get);
  const kinds: readonly Kind[] = [
    { share: 35, make: (random) => get(`/v1/incidents/${idOf(random)}`) },
    { share: 20, make: (random) => queues[Math.floor(random() * queues.length)] ?? '' },
    { share: 10, make: (random) => get(`/v1/incidents/${idOf(random)}/history?limit=50`) },
    { share: 5, make: () => get(`/v1/reports/kpis/${month}?dimension=priority`) },
    { share: 12, make: () => post('/v1/incidents', INCIDENT_BODY) },
    { share: 18, make: (random) => post(`/v1/incidents/${idOf(random)}/comments`, COMMENT) },
  ];
  return (random) => {
    let dice = random() * 100;
    for (const { share, make } of kinds) {
      dice -= share;
      if (dice < 0) return make(random);
    }
    return (kinds[0] as Kind).make(random);
  };
}
