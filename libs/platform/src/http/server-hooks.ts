import type { FastifyInstance } from 'fastify';

/** Adds hooks to a server before it has any route. By then every request has its context. */
export type ServerHooks = (server: FastifyInstance) => void;

/** Dependency-injection token of a list of such hooks, where a process brings some. */
export const SERVER_HOOKS = Symbol('ServerHooks');
