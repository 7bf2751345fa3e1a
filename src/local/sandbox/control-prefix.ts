import type { FastifyRequest } from 'fastify';

/** Paths below this are for tests: no token, no limits, no faults, no log. */
export const CONTROL_PREFIX = '/_sandbox';

export const isControl = (request: FastifyRequest): boolean =>
  request.url.startsWith(`${CONTROL_PREFIX}/`);
