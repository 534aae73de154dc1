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

/** The route answers from these views: with `Evidesk-After: <position>` it waits until all of them have got there. */
export const View = (...names: readonly [string, ...string[]]): MethodDecorator & ClassDecorator =>
  SetMetadata(VIEW, names);

const AFTER_HEADER = 'evidesk-after';
const POSITION = /^[\x21-\x7E]{1,128}$/;

/** Lets a caller read its own writes. */
export class ReadYourWritesGuard implements CanActivate {
  constructor(
    private readonly progress: ViewProgress | undefined,
    private readonly waitMs: number,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const views = routeMetadata<readonly string[]>(VIEW, context);
    if (views === undefined) return true;
    const after = context.switchToHttp().getRequest<FastifyRequest>().headers[AFTER_HEADER];
    if (after === undefined) return true;
    if (typeof after !== 'string' || !POSITION.test(after)) {
      throw new ProblemError(
        'request.bad-header',
        'Evidesk-After must be the position of an earlier answer, as it came',
      );
    }
    return this.wait(views, after);
  }

  private async wait(views: readonly string[], after: Position): Promise<boolean> {
    const { progress } = this;
    if (progress === undefined) throw new Error('no ViewProgress is provided');
    const reached = await Promise.all(views.map((view) => progress.waitFor(view, after, this.waitMs)));
    const behind = views.find((_, index) => reached[index] === false);
    if (behind === undefined) return true;
    throw new ProblemError('view.behind', `the view ${behind} has not reached the position yet`, {
      headers: { 'retry-after': '1' },
      details: { view: behind },
    });
  }
}
