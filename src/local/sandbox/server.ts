import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { addErrorAnswers } from './error-answers.ts';
import { addFaultHooks } from './fault-hooks.ts';
import { addGate } from './gate.ts';
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
