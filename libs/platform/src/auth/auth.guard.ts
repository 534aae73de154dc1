import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem-error.js';
import type { RateLimiter } from '../http/rate-limit.js';
import { contextOf } from '../http/request-context.js';
import { routeMetadata } from '../http/route-metadata.js';
import { ACCESS, type Access } from './decorators.js';
import { BadToken, type PermissionSource, type Principal, type TokenVerifier } from './principal.js';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const LONGEST_HEADER = 8192;

/**
 * Lets in who has a good token and a role that holds the route's permission, as often as the limit allows. A route that
 * says nothing is closed.
 */
export class AuthGuard implements CanActivate {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly permissions: PermissionSource,
    private readonly limiter: RateLimiter,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = routeMetadata<Access>(ACCESS, context);
    if (access?.kind === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (access === undefined) throw new Error(`${request.method} ${request.url} declares no permission`);
    const { permission } = access;
    const reply = http.getResponse<FastifyReply>();
    const principal = this.verify(request, reply);
    // A token that is known already costs no promise.
    if (!(principal instanceof Promise)) return this.admit(request, reply, principal, permission);
    return principal.then(
      (verified) => this.admit(request, reply, verified, permission),
      (error: unknown) => this.refuse(error, request, reply),
    );
  }

  /**
   * Looks again at a request that was let in and is still being answered.
   * @throws BadToken, ProblemError when it would not be let in now
   */
  async recheck(request: FastifyRequest, permission: string): Promise<Principal> {
    const principal = await this.verifier.verify(tokenIn(request));
    this.mustHold(principal, permission);
    return principal;
  }

  private verify(request: FastifyRequest, reply: FastifyReply): Principal | Promise<Principal> {
    try {
      return this.verifier.verify(tokenIn(request));
    } catch (error) {
      return this.refuse(error, request, reply);
    }
  }

  private admit(request: FastifyRequest, reply: FastifyReply, principal: Principal, permission: string): true {
    contextOf(request).principal = principal;
    this.limiter.take(principal.id, reply);
    this.mustHold(principal, permission);
    return true;
  }

  private mustHold(principal: Principal, permission: string): void {
    if (this.permissions.mayRoles(permission, principal.roles)) {
      if (principal.scope === undefined || principal.scope.has(permission)) return;
      throw new ProblemError('auth.scope-not-permitted', `${permission} is not in the scope of the API key`, {
        details: { permission, scope: [...principal.scope] },
      });
    }
    const permittedRoles = this.permissions.rolesFor(permission);
    throw new ProblemError(
      'auth.role-not-permitted',
      `${permission} is permitted to ${permittedRoles.join(', ') || 'nobody'}`,
      {
        details: { permission, permittedRoles },
      },
    );
  }

  /** Who guesses tokens is held up by his address. */
  private refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): never {
    if (error instanceof BadToken || error instanceof ProblemError) this.limiter.take(`address ${request.ip}`, reply);
    if (!(error instanceof BadToken)) throw error;
    throw new ProblemError('auth.bad-token', error.message, { headers: challenge('invalid_token') });
  }
}

function tokenIn(request: FastifyRequest): string {
  const header = request.headers.authorization;
  if (header === undefined) {
    throw new ProblemError('auth.no-token', 'send Authorization: Bearer <token>', { headers: challenge() });
  }
  const token = header.length > LONGEST_HEADER ? undefined : BEARER.exec(header)?.[1];
  if (token === undefined) throw new BadToken('the Authorization header is not a bearer token');
  return token;
}

function challenge(error?: string): { readonly 'www-authenticate': string } {
  return { 'www-authenticate': `Bearer realm="evidesk"${error === undefined ? '' : `, error="${error}"`}` };
}
