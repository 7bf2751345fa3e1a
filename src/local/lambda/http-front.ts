import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { freePort } from '../aws/free-port.ts';
import { asRecord } from '../../util/is-record.ts';
import { readPage } from '../pages/read-page.ts';
import { lambdaContext, type LambdaFunction } from './context.ts';
import { addressOf, toHttpEvent } from './to-http-event.ts';

/** The local API Gateway: passes webhooks to the function `receive`, and serves the sign-up page. */
export interface HttpFront {
  /** The base address, without a slash at its end. */
  readonly url: string;
  /** Sets the function that receives the webhooks; until then they get 404. */
  readonly serve: (receive: LambdaFunction) => void;
  close(): Promise<void>;
}

/** API Gateway's largest body, in bytes. */
const MAX_BYTES = 10_485_760;

/** Timeout of `receive` as deployed, in milliseconds. */
const FUNCTION_TIMEOUT_MS = 10_000;

/** Where a local run says who it is, so that a second one can name it. */
export const ABOUT_PATH = '/_relay';

interface HttpFrontOptions {
  /** Preferred port. If it is in use, or 0, any free port. */
  readonly port: number;
  /** The answer at `ABOUT_PATH`. */
  readonly about?: object;
  /** Base address of LINE's login on this machine, for its sample page. */
  readonly lineUrl?: string;
}

/** Listens on 127.0.0.1 only. */
export async function openHttpFront(options: HttpFrontOptions): Promise<HttpFront> {
  let receive: LambdaFunction | undefined;
  const server = createServer((request, response) => {
    const { about } = options;
    if (about !== undefined && addressOf(request).rawPath === ABOUT_PATH) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(about));
      return;
    }
    answer(request, response, { receive, lineUrl: options.lineUrl }).catch(() => {
      if (!response.headersSent) sendJson(response, 500, 'Internal Server Error');
    });
  });
  server.listen({ host: '127.0.0.1', port: await freePort(options.port) });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://localhost:${port}`,
    serve: (lambda) => {
      receive = lambda;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  {
    receive,
    lineUrl,
  }: { readonly receive: LambdaFunction | undefined; readonly lineUrl: string | undefined },
): Promise<void> {
  const body = await buffer(request);
  if (body.length > MAX_BYTES) {
    sendJson(response, 413, 'Request Entity Too Large');
    return;
  }
  const event = toHttpEvent(request, body, Date.now());
  if (event !== undefined && receive !== undefined) {
    const deadline = Date.now() + FUNCTION_TIMEOUT_MS;
    const context = lambdaContext('receive', () => deadline - Date.now());
    sendAnswer(response, asRecord(await receive(event, context)));
    return;
  }
  const { rawPath: path, rawQueryString: query } = addressOf(request);
  const languages = request.headers['accept-language'];
  const page = request.method === 'GET' ? readPage({ path, query, languages, lineUrl }) : undefined;
  if (page === undefined) sendJson(response, 404, 'Not Found');
  else response.writeHead(200, page.headers).end(page.text);
}

function sendAnswer(response: ServerResponse, answered: Readonly<Record<string, unknown>>): void {
  const { statusCode, headers, body, isBase64Encoded } = answered;
  for (const [name, value] of Object.entries(asRecord(headers))) {
    response.setHeader(name, String(value));
  }
  const text = typeof body === 'string' ? body : '';
  response
    .writeHead(Number(statusCode))
    .end(Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8'));
}

function sendJson(response: ServerResponse, status: number, message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ message }));
}
