import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { isControl } from './control-routes.ts';
import { addFaultHooks } from './fault-hooks.ts';
import { createLeakyBuckets } from './leaky-buckets.ts';
import { type Dialect, ShopError, type ShopServerDeps } from './shop.ts';

/** An HTTP server with everything around the routes: call log, limits, token, faults and error bodies. */
export function createServer(deps: ShopServerDeps): FastifyInstance {
  const app = fastify({ genReqId: () => randomUUID(), forceCloseConnections: true });
  const closing = new AbortController();
  // Connections close first: a closed shop must not answer.
  app.addHook('preClose', async () => {
    app.server.closeAllConnections();
    closing.abort();
  });
  addErrorAnswers(app, deps.dialect);
  addAccessChecks(app, deps);
  addFaultHooks(app, deps, closing.signal);
  return app;
}

/** Answers every error in the platform's own shape. It may come from a route, the path, the body or the sandbox. */
function addErrorAnswers(app: FastifyInstance, dialect: Dialect): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  // The platforms accept JSON only.
  app.removeContentTypeParser('text/plain');
  // Some clients send a content type with every request, even with a PUT that has no body.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null);
    else void parseJson(request, body.toString(), done);
  });
  app.setNotFoundHandler(async ({ url }, reply) => {
    const { status, body } = dialect.errorFor(404, url);
    return await reply.code(status).send(body);
  });
  app.setErrorHandler<Error & { readonly statusCode?: number }>(async (error, { url }, reply) => {
    if (error instanceof ShopError) return await reply.code(error.status).send(error.body);
    const isClients = error.statusCode !== undefined && error.statusCode < 500;
    if (!isClients) console.error('the sandbox shop failed', error);
    const { status, body } = dialect.errorFor(isClients ? 400 : 500, url);
    return await reply.code(status).send(body);
  });
}

/** Logs every request and gives it a `Request-Id`, then applies the limits and checks the token. */
function addAccessChecks(app: FastifyInstance, deps: ShopServerDeps): void {
  const { dialect, token, knobs, now, calls } = deps;
  const hasRoom = createLeakyBuckets(() => knobs().limits, now);
  app.addHook('onRequest', async (request, reply) => {
    if (isControl(request)) return;
    reply.header('Request-Id', request.id);
    calls.open(request, now());
    if (!hasRoom()) throw dialect.errorFor(429, request.url);
    if (!dialect.isAuthorized(request.headers, token)) {
      throw dialect.errorFor(401, request.url);
    }
  });
}
