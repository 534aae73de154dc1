import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { incidentBody } from './desk.js';

/** How long a client rests that was not answered. */
const REST_MS = 100;

/** What a client of the desk has been told, request by request. */
export interface Entry {
  /** Also the Idempotency-Key, and the external reference by which the incident is known again. */
  readonly key: string;
  /** Set once the record was acknowledged. */
  id: string | undefined;
  classified: boolean;
}

/**
 * Clients that never give up: whatever was not answered is sent again with its Idempotency-Key, so that in the end each
 * entry must have been carried out exactly once.
 */
export class Ledger {
  readonly entries: Entry[] = [];
  /** Answers by status, and `lost` for those that never came. */
  readonly answers = new Map<string, number>();
  private readonly unanswered: Entry[] = [];
  private stopping = false;
  private writing: Promise<unknown> = Promise.resolve();

  /** @param body of a record, besides its external reference */
  constructor(
    private readonly url: () => string,
    readonly token: string,
    private readonly body: () => object = () => ({}),
  ) {}

  /** How many incidents were acknowledged. */
  get acknowledged(): number {
    return this.entries.filter(({ id }) => id !== undefined).length;
  }

  /** Lets so many clients write, each as fast as it is answered. */
  start(writers: number, pauseMs = 0): void {
    this.stopping = false;
    this.writing = Promise.all(Array.from({ length: writers }, () => this.write(pauseMs)));
  }

  /** Lets them finish what they are at. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.writing;
  }

  /** Sends what is not answered yet again, until it is. */
  async settle(timeoutMs = 120_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const entry = this.unanswered.pop();
      if (entry === undefined) return;
      if (Date.now() > deadline) {
        const answers = JSON.stringify([...this.answers]);
        throw new Error(`${this.unanswered.length + 1} requests are never answered; answers: ${answers}`);
      }
      if (!(await this.carryOut(entry))) await sleep(50);
    }
  }

  /** One more record, at once; the status that it is answered with. */
  async one(): Promise<number> {
    const entry: Entry = { key: randomUUID(), id: undefined, classified: false };
    this.entries.push(entry);
    const status = await this.record(entry);
    if (entry.id === undefined) this.unanswered.push(entry);
    return status ?? 0;
  }

  /** An answer to a request of the client's, or `undefined` when none came. */
  async send(path: string, init: { key?: string; body?: object } = {}): Promise<Response | undefined> {
    const { key, body } = init;
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    try {
      const method = body === undefined ? 'GET' : 'POST';
      const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      return await fetch(this.url() + path, sent);
    } catch {
      return undefined;
    }
  }

  private async write(pauseMs: number): Promise<void> {
    while (!this.stopping) {
      let entry = this.unanswered.shift();
      if (entry === undefined) {
        entry = { key: randomUUID(), id: undefined, classified: false };
        this.entries.push(entry);
      }
      if (!(await this.carryOut(entry))) await sleep(REST_MS);
      if (pauseMs > 0) await sleep(pauseMs);
    }
  }

  /** False, and to be done again, when it was not answered as it should be. */
  private async carryOut(entry: Entry): Promise<boolean> {
    if (entry.id === undefined) await this.record(entry);
    if (entry.id !== undefined && !entry.classified) {
      const path = `/v1/incidents/${entry.id}/classification`;
      const answer = this.note(await this.send(path, { key: `${entry.key}-2`, body: {} }));
      await answer?.arrayBuffer().catch(() => undefined);
      entry.classified = answer?.status === 200;
    }
    if (!entry.classified) this.unanswered.push(entry);
    return entry.classified;
  }

  private async record(entry: Entry): Promise<number | undefined> {
    const body = incidentBody({ ...this.body(), externalRef: { system: 'ledger', id: entry.key } });
    const answer = this.note(await this.send('/v1/incidents', { key: entry.key, body }));
    const content = (await answer?.json().catch(() => undefined)) as { readonly id?: string } | undefined;
    if (answer?.status === 201) entry.id = content?.id;
    return answer?.status;
  }

  private note(answer: Response | undefined): Response | undefined {
    const status = answer === undefined ? 'lost' : String(answer.status);
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    return answer;
  }
}
