import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { isControl } from './control-routes.ts';
import { type Dialect, ShopError } from './shop.ts';
import { addFaultHooks } from './fault-hooks.ts';
import { createLeakyBuckets } from './leaky-buckets.ts';
import type { ServerParts } from './server-parts.ts';

/** An HTTP server that does with every request what a shop does before and after its own work. */
export function createServer(parts: ServerParts): FastifyInstance {
  const app = fastify({ genReqId: () => randomUUID(), forceCloseConnections: true });
  const closing = new AbortController();
  // Connections go first, so that nobody is answered by a shop that is gone.
  app.addHook('preClose', async () => {
    app.server.closeAllConnections();
    closing.abort();
  });
  addErrorAnswers(app, parts.dialect);
  addGate(app, parts);
  addFaultHooks(app, parts, closing.signal);
  return app;
}

/** Gives every error the platform's own shape: refusals, unknown paths, JSON that is none, and faults of the sandbox itself. */
function addErrorAnswers(app: FastifyInstance, dialect: Dialect): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  // JSON is the only language here: other content types are refused.
  app.removeContentTypeParser('text/plain');
  // Clients that always name a content type also do so on a PUT without a body.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null);
    else void parseJson(request, body.toString(), done);
  });
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send(dialect.errorBody(404)));
  app.setErrorHandler<Error & { readonly statusCode?: number }>(async (error, _request, reply) => {
    if (error instanceof ShopError) return await reply.code(error.status).send(error.body);
    const isClients = error.statusCode !== undefined && error.statusCode < 500;
    const status = isClients ? 400 : 500;
    if (!isClients) console.error('the sandbox shop failed', error);
    return await reply.code(status).send(dialect.errorBody(status));
  });
}

/** Every request is logged and gets its `Request-Id`; then the limits and the token decide whether it comes in. */
function addGate(app: FastifyInstance, parts: ServerParts): void {
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
