import type { FastifyInstance } from 'fastify';
import type { Dialect } from './dialect.ts';
import { ShopError } from './shop-error.ts';

/** Gives every error the platform's own shape: refusals, unknown paths, JSON that is none, and faults of the sandbox itself. */
export function addErrorAnswers(app: FastifyInstance, dialect: Dialect): void {
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
