import type { Document, Projection, Upcast } from '@evidesk/kernel';
import { ProjectionHandler } from './projection-handler.js';
import { Runner, type RunnerContext } from './runner.js';
import { viewOf } from './view-of.js';

/** A runner that keeps the view of a projection up to date. */
export function projectionRunner<D extends Document>(
  projection: Projection<D>,
  context: RunnerContext & { readonly upcast?: Upcast },
): Runner {
  const { readStore, tuning, upcast } = context;
  const { name, streams } = projection;
  const handler = new ProjectionHandler(projection, {
    readStore,
    cachedDocuments: tuning.cachedDocuments,
    ...(upcast && { upcast }),
  });
  return new Runner({ name, kind: 'projection', view: viewOf(projection), streams, handler }, context);
}
