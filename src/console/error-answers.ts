import type { FastifyError, FastifyInstance } from 'fastify';
import { Refused } from './refused.ts';
import { wordsOf } from './jobs.ts';

/** Says what a person may read, and never quotes what was sent. */
export function addErrorAnswers(app: FastifyInstance): void {
  app.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).send({ problem: 'There is nothing here.' }),
  );
  app.setErrorHandler(async (error: FastifyError, _request, reply) => {
    if (error instanceof Refused) {
      return await reply.code(error.status).send({ problem: error.message });
    }
    const status = error.statusCode ?? 500;
    const isTheirs = status >= 400 && status < 500;
    const problem = isTheirs ? 'The request cannot be read.' : wordsOf(error);
    return await reply.code(isTheirs ? status : 500).send({ problem });
  });
}
