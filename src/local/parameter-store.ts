import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { PARAMETER_ACTIONS, ParameterStoreError } from './parameter-actions.ts';
import { createParameters } from './parameters.ts';
import { isJsonObject } from './sandbox/json.ts';

/** The part of AWS Systems Manager Parameter Store that the relay and its operators use, in memory. */
export interface ParameterStore {
  /** What `AWS_ENDPOINT_URL_SSM` is set to. @throws Error before `listen`. */
  readonly endpoint: string;
  /** Listens on 127.0.0.1 only. @param options.port 0 or absent = any free port. @returns the endpoint. */
  listen(options?: { readonly port?: number }): Promise<string>;
  close(): Promise<void>;
  /** Writes a SecureString, as an operator does it on AWS. */
  put(name: string, value: string): void;
  /** How often a parameter was read over HTTP, found or not; without a name, all of them. */
  reads(name?: string): number;
}

/** @param now milliseconds since the epoch. */
export function createParameterStore(now: () => number = Date.now): ParameterStore {
  const parameters = createParameters(now);
  const app = createServer();
  let endpoint: string | undefined;
  app.post('/', async (request, reply) => {
    const [service, operation = ''] = String(request.headers['x-amz-target']).split('.');
    const action = service === 'AmazonSSM' ? PARAMETER_ACTIONS.get(operation) : undefined;
    if (action === undefined) {
      throw new ParameterStoreError('UnknownOperationException', 'no such operation here');
    }
    const answer = action(parameters, isJsonObject(request.body) ? request.body : {});
    return await reply.send(JSON.stringify(answer));
  });
  return {
    get endpoint() {
      if (endpoint === undefined) throw new Error('call listen() first');
      return endpoint;
    },
    listen: async ({ port = 0 } = {}) => {
      endpoint = await app.listen({ host: '127.0.0.1', port });
      return endpoint;
    },
    close: async () => app.close(),
    put: (name, value) => void parameters.write(name, value, 'SecureString'),
    reads: (name) => parameters.reads(name),
  };
}

/** AWS speaks JSON under a content type of its own, and answers every refusal with 400. */
function createServer(): FastifyInstance {
  const app = fastify({ genReqId: () => randomUUID(), forceCloseConnections: true });
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, parseJson);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-amzn-RequestId', request.id).type('application/x-amz-json-1.1');
  });
  app.setErrorHandler(async (error, _request, reply) => {
    const { code, message } =
      error instanceof ParameterStoreError
        ? error
        : { code: 'SerializationException', message: 'the request cannot be read' };
    return await reply.code(400).send(JSON.stringify({ __type: code, message }));
  });
  return app;
}
