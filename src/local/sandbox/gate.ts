import type { FastifyInstance } from 'fastify';
import { isControl } from './control-prefix.ts';
import { createLeakyBuckets } from './leaky-buckets.ts';
import type { ServerParts } from './server-parts.ts';
import { ShopError } from './shop-error.ts';

/** Every request is logged and gets its `Request-Id`; then the limits and the token decide whether it comes in. */
export function addGate(app: FastifyInstance, parts: ServerParts): void {
  const { dialect, token, knobs, now, calls } = parts;
  const admits = createLeakyBuckets(() => knobs().limits, now);
  app.addHook('onRequest', async (request, reply) => {
    if (isControl(request)) return;
    reply.header('Request-Id', request.id);
    calls.open(request, now());
    if (!admits()) throw new ShopError(429, dialect.errorBody(429));
    if (!dialect.isAuthorized(request.headers, token)) {
      throw new ShopError(401, dialect.errorBody(401));
    }
  });
}
