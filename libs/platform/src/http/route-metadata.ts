import 'reflect-metadata';
import { type ExecutionContext, SetMetadata } from '@nestjs/common';

const known = new WeakMap<object, WeakMap<object, Map<string, unknown>>>();

/** What a decorator says of the route that is called: of its method or else of its class. Looked up once a route. */
export function routeMetadata<Value>(
  key: string,
  context: Pick<ExecutionContext, 'getClass' | 'getHandler'>,
): Value | undefined {
  const type = context.getClass<object>();
  const handler = context.getHandler();
  let ofClass = known.get(type);
  if (ofClass === undefined) known.set(type, (ofClass = new WeakMap()));
  let ofRoute = ofClass.get(handler);
  if (ofRoute === undefined) ofClass.set(handler, (ofRoute = new Map<string, unknown>()));
  if (!ofRoute.has(key)) ofRoute.set(key, Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, type));
  return ofRoute.get(key) as Value | undefined;
}

/** Metadata key of `@Refuses()`. */
export const REFUSES = 'evidesk:refuses';

/** The route also answers with these statuses: what its other decorators do not tell, for the description of the API. */
export const Refuses = (...statuses: readonly (404 | 409)[]): MethodDecorator => SetMetadata(REFUSES, statuses);
