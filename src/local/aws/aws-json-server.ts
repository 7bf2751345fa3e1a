import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { isRecord } from '../../util/is-record.ts';
import type { JsonObject } from '../json.ts';

/** An error in AWS's form; the answer has status 400. */
export class AwsRefusal extends Error {
  override readonly name = 'AwsRefusal';
  /** The name of the SDK's exception class. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A service that speaks AWS's JSON protocol. */
export interface AwsJsonServer {
  /** @throws Error before `listen`. */
  readonly endpoint: string;
  /** Listens on 127.0.0.1 only. @param options.port 0 or absent = any free port. @returns the endpoint. */
  listen(options?: { readonly port?: number }): Promise<string>;
  close(): Promise<void>;
}

/** @param service its name on the wire: `AmazonSSM`. @param actions by operation; they throw `AwsRefusal`. */
export function createAwsJsonServer(
  service: string,
  actions: ReadonlyMap<string, (input: JsonObject) => JsonObject>,
): AwsJsonServer {
  const app = fastify({ genReqId: () => randomUUID(), forceCloseConnections: true });
  let endpoint: string | undefined;
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  // AWS has its own content type for JSON, and answers every error with 400.
  app.addContentTypeParser('*', { parseAs: 'string' }, parseJson);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-amzn-RequestId', request.id).type('application/x-amz-json-1.1');
  });
  app.setErrorHandler(async (error, _request, reply) => {
    const { code, message } =
      error instanceof AwsRefusal
        ? error
        : { code: 'SerializationException', message: 'the request cannot be read' };
    return await reply.code(400).send(JSON.stringify({ __type: code, message }));
  });
  app.post('/', async (request, reply) => {
    const [name, operation = ''] = String(request.headers['x-amz-target']).split('.');
    const action = name === service ? actions.get(operation) : undefined;
    if (action === undefined) {
      throw new AwsRefusal('UnknownOperationException', 'no such operation here');
    }
    const answer = action(isRecord(request.body) ? request.body : {});
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
  };
}
