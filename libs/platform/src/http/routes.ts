import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { PATH_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import { ACCESS } from '../auth/decorators.js';
import { IdPipe } from './id.pipe.js';
import type { Source } from './validation.pipe.js';

/** One argument of a route's method that comes from the request. */
export interface RouteInput {
  readonly source: Source | 'custom';
  /** The class or primitive that the argument is declared to be. */
  readonly type: unknown;
  /** The single field asked for: `id` in `@Param('id')`. */
  readonly field?: string;
  /** The factory behind a custom decorator. */
  readonly factory?: unknown;
  /** It must be a UUID: `@Param('id', IdPipe)`. */
  readonly isId?: boolean;
}

/** One route of the application, with what its decorators say. */
export interface Route {
  readonly controller: string;
  readonly method: string;
  readonly inputs: readonly RouteInput[];
  /** What a decorator says of the method, or else of its class. */
  metadata<Value>(key: string): Value | undefined;
}

interface RouteArgument {
  readonly index: number;
  readonly data?: unknown;
  readonly factory?: unknown;
  readonly pipes?: readonly unknown[];
}

const SOURCES: { readonly [paramtype: number]: Source | undefined } = {
  [RouteParamtypes.BODY]: 'body',
  [RouteParamtypes.QUERY]: 'query',
  [RouteParamtypes.PARAM]: 'param',
};

/** All routes of an application. */
export function routesOf(app: INestApplicationContext): readonly Route[] {
  const routes: Route[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype === 'function') routes.push(...routesIn(metatype as new () => object));
    }
  }
  return routes;
}

/** @throws Error naming every route that is neither public nor requires a permission */
export function assertRoutesDeclarePermissions(app: INestApplicationContext): void {
  const open = routesOf(app).filter((route) => route.metadata(ACCESS) === undefined);
  if (open.length === 0) return;
  const list = open.map((route) => `${route.controller}.${route.method}`).join(', ');
  throw new Error(`these routes declare neither @Requires() nor @Public(): ${list}`);
}

function routesIn(type: new () => object): readonly Route[] {
  const routes: Route[] = [];
  const seen = new Set<string>();
  for (
    let prototype = type.prototype as object;
    prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype) as object
  ) {
    for (const method of Object.getOwnPropertyNames(prototype)) {
      const handler: unknown = Object.getOwnPropertyDescriptor(prototype, method)?.value;
      if (
        method === 'constructor' ||
        typeof handler !== 'function' ||
        seen.has(method) ||
        Reflect.getMetadata(PATH_METADATA, handler) === undefined
      )
        continue;
      seen.add(method);
      routes.push({
        controller: type.name,
        method,
        inputs: inputsOf(type, method),
        metadata: <Value>(key: string) =>
          (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, type)) as Value | undefined,
      });
    }
  }
  return routes;
}

function inputsOf(type: new () => object, method: string): readonly RouteInput[] {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, method) ?? {}) as {
    readonly [key: string]: RouteArgument;
  };
  const types = (Reflect.getMetadata('design:paramtypes', type.prototype as object, method) ??
    []) as readonly unknown[];
  return Object.entries(declared).flatMap(([key, argument]) => {
    const source = argument.factory === undefined ? SOURCES[Number(key.split(':', 1)[0])] : 'custom';
    if (source === undefined) return [];
    return [
      {
        source,
        type: types[argument.index],
        ...(typeof argument.data === 'string' ? { field: argument.data } : {}),
        ...(argument.factory === undefined ? {} : { factory: argument.factory }),
        ...(argument.pipes?.includes(IdPipe) === true ? { isId: true } : {}),
      },
    ];
  });
}
