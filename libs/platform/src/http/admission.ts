import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logging/logger.js';
import { sendProblem } from './problem-details.filter.js';
import type { Refusals } from './refusals.js';
import { toProblem } from './to-problem.js';
import { ProblemError } from './problem-error.js';

/** Turns must be too long for so long, without a break, before anything is put off: one long answer is no overload. */
const GRACE_MS = 500;
const LOG_EVERY_MS = 5_000;
/** Callers that were put off together should not come again together. */
const RETRY_SECONDS = [1, 2, 3] as const;
/** Who watches the server has to be answered above all when it has too much to do. */
const VITAL = ['/health/', '/metrics'];

/** When the server puts requests off. */
export interface AdmissionLimits {
  /** How long it may be at what came in together, in milliseconds; 0: no limit. */
  readonly turnMs: number;
  /** How many requests may be under way at a time. */
  readonly maxInFlight: number;
}

/**
 * Decides whether one more request can be carried out soon enough. What waits does so unseen, in the buffers of the
 * system, until the event loop comes round to it: so what is measured is how long a turn of the loop takes. Once turns
 * have been too long for some time, each takes on what it can do in its time and puts the rest off: nothing that is
 * taken on waits for longer than about two turns.
 */
export class Admission {
  inFlight = 0;
  /** How many requests were put off since the process started. */
  shed = 0;
  private inTurn = false;
  private turnStart = 0;
  private turnEnd = 0;
  /** Since when every turn was too long. */
  private overSince: number | undefined;

  /** @param now in milliseconds; only differences count */
  constructor(
    private readonly limits: AdmissionLimits,
    private readonly now: () => number = () => performance.now(),
    private readonly atEndOfTurn: (task: () => void) => void = (task) => void setImmediate(task),
  ) {}

  /** Whether a request that has just come is to be carried out. Each is to be told of by `leave` when it is answered. */
  enter(): boolean {
    const { turnMs, maxInFlight } = this.limits;
    this.inFlight += 1;
    if (this.inFlight > maxInFlight) return this.putOff();
    if (turnMs === 0) return true;
    const now = this.now();
    if (!this.inTurn) this.beginTurn(now);
    const { overSince } = this;
    if (overSince === undefined || now - overSince < GRACE_MS || now - this.turnStart <= turnMs) return true;
    return this.putOff();
  }

  leave(): void {
    this.inFlight -= 1;
  }

  private putOff(): false {
    this.shed += 1;
    return false;
  }

  private beginTurn(now: number): void {
    this.inTurn = true;
    this.turnStart = now;
    // Who has nothing to do in between has no backlog.
    if (now - this.turnEnd > this.limits.turnMs) this.overSince = undefined;
    this.atEndOfTurn(this.endTurn);
  }

  private readonly endTurn = (): void => {
    this.inTurn = false;
    this.turnEnd = this.now();
    if (this.turnEnd - this.turnStart <= this.limits.turnMs) this.overSince = undefined;
    else this.overSince ??= this.turnStart;
  };
}

/** Puts requests off with 503 `server.overloaded` when there is too much to do, before anything is done for them. */
export function admitRequests(
  server: FastifyInstance,
  limits: AdmissionLimits,
  { logger, refusals }: { readonly logger: Logger; readonly refusals: Refusals },
): Admission {
  const admission = new Admission(limits);
  let loggedAt = -Infinity;
  let logged = 0;
  const tell = (): void => {
    const now = performance.now();
    if (now - loggedAt < LOG_EVERY_MS) return;
    const { shed, inFlight } = admission;
    logger.warn({ shed: shed - logged, inFlight }, 'there is too much to do: requests are put off');
    [loggedAt, logged] = [now, shed];
  };
  const refuse = (request: FastifyRequest, reply: FastifyReply): void => {
    const problem = toProblem(tooMuch(RETRY_SECONDS[admission.shed % RETRY_SECONDS.length]), { conditional: false });
    refusals.note(problem);
    sendProblem(reply, problem, request);
    tell();
  };
  server.addHook('onRequest', (request, reply, done) => {
    if (admission.enter() || isVital(request.url)) return done();
    refuse(request, reply);
  });
  server.addHook('onResponse', (_request, _reply, done) => {
    admission.leave();
    done();
  });
  return admission;
}

function tooMuch(seconds = 1): ProblemError {
  return new ProblemError('server.overloaded', 'there is more to do than can be done in time', {
    headers: { 'retry-after': String(seconds) },
  });
}

function isVital(url: string): boolean {
  return VITAL.some((path) => url.startsWith(path));
}
