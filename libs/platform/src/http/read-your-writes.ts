import { type CanActivate, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Position } from '@evidesk/kernel';
import { ProblemError } from './problem-error.js';
import { routeMetadata } from './route-metadata.js';

/** Tells how far a view has got. */
export interface ViewProgress {
  /** Waits until a view has taken in everything up to a position. False when it took too long. */
  waitFor(view: string, position: Position, timeoutMs: number): Promise<boolean>;
}

/** Dependency-injection token of the view progress. */
export const VIEW_PROGRESS = Symbol('ViewProgress');

/** Metadata key of `@View()`. */
export const VIEW = 'evidesk:view';

/** The route answers from this view: with `Evidesk-After: <position>` it waits until the view has got there. */
export const View = (name: string): MethodDecorator & ClassDecorator => SetMetadata(VIEW, name);

const AFTER_HEADER = 'evidesk-after';
const POSITION = /^[\x21-\x7E]{1,128}$/;

/** Lets a caller read its own writes. */
export class ReadYourWritesGuard implements CanActivate {
  constructor(
    private readonly progress: ViewProgress | undefined,
    private readonly waitMs: number,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const view = routeMetadata<string>(VIEW, context);
    if (view === undefined) return true;
    const after = context.switchToHttp().getRequest<FastifyRequest>().headers[AFTER_HEADER];
    if (after === undefined) return true;
    if (typeof after !== 'string' || !POSITION.test(after)) {
      throw new ProblemError(
        'request.bad-header',
        'Evidesk-After must be the position of an earlier answer, as it came',
      );
    }
    return this.wait(view, after);
  }

  private async wait(view: string, after: Position): Promise<boolean> {
    if (this.progress === undefined) throw new Error('no ViewProgress is provided');
    if (await this.progress.waitFor(view, after, this.waitMs)) return true;
    throw new ProblemError('view.behind', `the view ${view} has not reached the position yet`, {
      headers: { 'retry-after': '1' },
      details: { view },
    });
  }
}
