import { type CanActivate, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.js';
import { contextOf } from './request-context.js';
import { routeMetadata } from './route-metadata.js';

/** Metadata key of `@Discloses()`. */
export const DISCLOSES = 'evidesk:discloses';

/** Who may read of others' doings is watched himself: every answer of the route is put into the access log, as this. */
export const Discloses = (what: string): MethodDecorator & ClassDecorator => SetMetadata(DISCLOSES, what);

/** One look at what the desk keeps of people's doings. */
export interface Disclosure {
  /** What the route calls it: `incident.history`. */
  readonly what: string;
  /** The path that was asked for, with the ids in it. */
  readonly path: string;
  /** The parameters of the query. */
  readonly filter: Readonly<Record<string, string>>;
  readonly principal: Principal;
  readonly correlationId: string;
}

/** Keeps who looked at what. */
export interface AccessLog {
  /** Called before anything is disclosed. @throws StoreUnavailable when nothing more can be kept for now */
  assertRoom(): void;
  /** Called as an answer goes out. Never throws. */
  note(disclosure: Disclosure): void;
}

/** Dependency-injection token of the access log. */
export const ACCESS_LOG = Symbol('AccessLog');

/** Marks requests whose answer is to be kept in the access log; lets none through that could not be. */
export class DisclosureGuard implements CanActivate {
  constructor(private readonly log: AccessLog | undefined) {}

  canActivate(context: ExecutionContext): boolean {
    const what = routeMetadata<string>(DISCLOSES, context);
    if (what === undefined) return true;
    if (this.log === undefined) throw new Error('no AccessLog is provided');
    this.log.assertRoom();
    contextOf(context.switchToHttp().getRequest<FastifyRequest>()).discloses = what;
    return true;
  }
}

/** Notes what is disclosed the moment that an answer begins to go out, be it a page or a stream without end. */
export function noteDisclosures(server: FastifyInstance, log: AccessLog): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    const context = request.evidesk;
    if (context?.discloses === undefined || context.principal === undefined || reply.statusCode >= 400) return done();
    const { discloses, principal, correlationId } = context;
    log.note({ what: discloses, path: pathOf(request), filter: filterOf(request), principal, correlationId });
    done();
  });
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';

function filterOf({ query }: FastifyRequest): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query as object).map(([name, value]) => [name, String(value)]));
}
