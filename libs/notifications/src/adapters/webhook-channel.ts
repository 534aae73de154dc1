import type { Directory } from '@evidesk/directory';
import type { Clock } from '@evidesk/kernel';
import { Webhook } from 'standardwebhooks';
import { type Channel, DeliveryFailed, type Message } from '../application/channel.js';
import { CircuitBreaker } from '../application/circuit-breaker.js';
import type { Composer } from '../application/compose.js';

const TIMEOUT_MS = 10_000;
/** Status codes of the 4xx family that say "not now". */
const LATER = new Set([408, 425, 429]);

export interface WebhookOptions {
  readonly directory: Directory;
  readonly composer: Composer;
  readonly clock: Clock;
  /** What events are said to come from: the address of the desk. */
  readonly source: string;
  readonly timeoutMs?: number;
}

/**
 * HTTP by the Standard Webhooks specification: signed, with the notification's id for the other side to tell repetitions
 * by. Redirects are not followed: a message goes where the operator has said, and nowhere else.
 */
export function webhookChannel({
  directory,
  composer,
  clock,
  source,
  timeoutMs = TIMEOUT_MS,
}: WebhookOptions): Channel {
  const breakers = new Map(directory.webhooks.map(({ name }) => [name, new CircuitBreaker(`webhook ${name}`, clock)]));
  return {
    async send(message, propagated = {}) {
      const name = message.recipient.id;
      const [webhook, breaker] = [directory.webhook(name), breakers.get(name)];
      if (webhook === undefined || breaker === undefined)
        throw new DeliveryFailed(`the directory has no webhook ${name}`, { final: 'no_address' });
      return breaker.run(async () => {
        const body = JSON.stringify(cloudEventOf(message, composer, source));
        // The time of sending: the other side refuses what is old.
        const sentAt = new Date(clock.now());
        const headers = {
          ...propagated,
          'content-type': 'application/cloudevents+json; charset=utf-8',
          'user-agent': 'Evidesk',
          'webhook-id': message.id,
          'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
          'webhook-signature': new Webhook(webhook.secret()).sign(message.id, sentAt, body),
        };
        const response = await post(webhook.url, headers, body, timeoutMs);
        return receiptOf(name, response);
      });
    },
  };
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    // What it says besides its status is of no interest, and may be long.
    await response.body?.cancel();
    return response;
  } catch (error) {
    // Messages of the client hold the address, which may hold a key: only the code is told.
    const { cause, name } = error as { readonly cause?: { readonly code?: string }; readonly name: string };
    throw new DeliveryFailed(`the webhook could not be reached (${cause?.code ?? name})`, { unreachable: true });
  }
}

/** @throws DeliveryFailed unless it was taken */
function receiptOf(name: string, { ok, status, headers }: Response): string {
  if (ok) return `HTTP ${status}`;
  const said = `webhook ${name} answered HTTP ${status}`;
  if (status >= 400 && status < 500 && !LATER.has(status)) throw new DeliveryFailed(said, { final: 'refused' });
  const seconds = Number(headers.get('retry-after') ?? '');
  throw new DeliveryFailed(said, seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {});
}

/** The notification as a CloudEvent 1.0. */
function cloudEventOf(message: Message, composer: Composer, source: string): object {
  const { id, incidentId, number, occasion, params } = message;
  const { happenedAt, ...said } = params;
  const link = composer.link(message);
  return {
    specversion: '1.0',
    id,
    source,
    type: `evidesk.incident.${occasion}`,
    subject: number,
    ...(happenedAt === undefined ? {} : { time: happenedAt }),
    datacontenttype: 'application/json',
    data: { incidentId, number, occasion, ...said, ...(link === undefined ? {} : { link }) },
  };
}
