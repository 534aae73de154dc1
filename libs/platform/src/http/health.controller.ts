import { Controller, Get, Inject, Optional, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/decorators.js';

/** Something that the process needs to do its work. */
export interface HealthCheck {
  readonly name: string;
  /** Throws when the dependency can't be used now. */
  check(): Promise<void>;
}

/** Dependency-injection token of the list of health checks. */
export const HEALTH_CHECKS = Symbol('HealthChecks');

/** What became of one check. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly error?: string;
}

const TIMEOUT_MS = 1000;

/** Tells an orchestrator whether the process lives and whether it can do its work. */
@Public()
@Controller('health')
export class HealthController {
  constructor(@Optional() @Inject(HEALTH_CHECKS) private readonly checks: readonly HealthCheck[] = []) {}

  @Get('live')
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly status: 'ok' | 'unavailable'; readonly checks: readonly CheckResult[] }> {
    const health = await healthOf(this.checks);
    if (health.status !== 'ok') void reply.code(503).header('retry-after', '1');
    return health;
  }
}

/** Runs all checks side by side, each within a second. */
export async function healthOf(
  checks: readonly HealthCheck[],
): Promise<{ readonly status: 'ok' | 'unavailable'; readonly checks: readonly CheckResult[] }> {
  const results = await Promise.all(checks.map(run));
  return { status: results.every(({ ok }) => ok) ? 'ok' : 'unavailable', checks: results };
}

async function run(check: HealthCheck): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  try {
    await Promise.race([check.check(), late]);
    return { name: check.name, ok: true };
  } catch (error) {
    return { name: check.name, ok: false, error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
