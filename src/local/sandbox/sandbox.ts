import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { createCallLog } from './call-log.ts';
import { addControlRoutes, isControl } from './control-routes.ts';
import { addFaultHooks } from './fault-hooks.ts';
import type { Knobs } from './knobs.ts';
import { createLeakyBuckets } from './leaky-buckets.ts';
import { createRecords } from './records.ts';
import { createWebhooks } from './webhooks.ts';
import {
  type Dialect,
  type Sandbox,
  type SandboxOptions,
  type ShopDefinition,
  ShopError,
  type ShopServerDeps,
} from './shop.ts';

/** Builds the sandbox shop of a platform. */
export function createSandbox<
  C extends { readonly id: string; readonly updated_at: string },
  K extends Knobs,
>(
  shop: ShopDefinition<C, K>,
  { token = 'sandbox-token', knobs: given = {}, now = Date.now }: SandboxOptions<K>,
): Sandbox<C, K> {
  const { dialect, defaults, blank } = shop;
  const atStart = (): K => fresh({ ...defaults, ...given });
  let current = atStart();
  let origin: string | undefined;
  const knobs = (): K => current;
  const webhooks = createWebhooks<C>((change) => shop.hookOf(change, { knobs, now }), now);
  const records = createRecords<C>({
    now,
    searchLagMs: () => current.searchLagMs,
    onChange: webhooks.tell,
  });
  const calls = createCallLog(dialect.prefixes);
  const app = createServer({ dialect, token, knobs, now, calls });
  const sandbox: Sandbox<C, K> = {
    get baseUrl() {
      if (origin === undefined) throw new Error('call listen() first');
      return origin + dialect.prefix;
    },
    listen: async ({ port = 0 } = {}) => {
      origin = await app.listen({ host: '127.0.0.1', port });
      return sandbox.baseUrl;
    },
    close: async () => {
      webhooks.close();
      await app.close();
    },
    postTo: webhooks.postTo,
    customers: () => records.all(),
    calls: () => calls.all(),
    seed: (customer) => records.seed({ ...blank(now()), ...customer }),
    remove: (id) => records.remove(id),
    edit: (id, changes) => {
      const before = records.get(id);
      if (before === undefined) return undefined;
      const { updated_at } = blank(now());
      return records.put({ ...before, updated_at, ...changes });
    },
    knobs,
    set: (change) => void (current = { ...current, ...change }),
    reset: () => {
      records.clear();
      calls.clear();
      shop.onReset?.();
      current = atStart();
    },
  };
  addControlRoutes(app, sandbox, shop.knobChecks);
  shop.addRoutes(app, { records, knobs, now });
  return sandbox;
}

/** Copies the lists of faults and limits: a new list means an unused queue and empty buckets. */
function fresh<K extends Knobs>(knobs: K): K {
  const faults = typeof knobs.faults === 'function' ? knobs.faults : [...knobs.faults];
  return { ...knobs, limits: [...knobs.limits], faults };
}

/** An HTTP server with everything around the routes: call log, limits, token, faults and error bodies. */
function createServer(deps: ShopServerDeps): FastifyInstance {
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
    reply.header('Request-Id', request.id).headers({ ...knobs().headers });
    calls.open(request, now());
    if (!hasRoom()) throw dialect.errorFor(429, request.url);
    if (!dialect.isAuthorized(request.headers, token)) {
      throw dialect.errorFor(401, request.url);
    }
  });
}
