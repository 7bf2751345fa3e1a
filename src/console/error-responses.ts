import type { FastifyError, FastifyInstance } from 'fastify';
import { UsageError } from '../cli/usage-error.ts';
import { ConfigError, WaitError } from '../event/errors.ts';

/** The request cannot be carried out now; the message tells the operator why. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly status: number;

  constructor(message: string, status = 409) {
    super(message);
    this.status = status;
  }
}

/** The relay's own messages are safe to show. Those of other errors may hold personal data, so only the name is shown. */
export function errorText(error: unknown): string {
  if (error instanceof UsageError || error instanceof WaitError || error instanceof ConfigError) {
    return error.message;
  }
  return `Unexpected error (${error instanceof Error ? error.name : 'error'}).`;
}

/** Every error is answered with `{"problem": "…"}`, which never quotes the request. */
export function addErrorResponses(app: FastifyInstance): void {
  app.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).send({ problem: 'Not found.' }),
  );
  app.setErrorHandler(async (error: FastifyError, _request, reply) => {
    if (error instanceof RequestRefused) {
      return await reply.code(error.status).send({ problem: error.message });
    }
    const status = error.statusCode ?? 500;
    const isBadRequest = status >= 400 && status < 500;
    const problem = isBadRequest ? 'The request is not valid.' : errorText(error);
    return await reply.code(isBadRequest ? status : 500).send({ problem });
  });
}
