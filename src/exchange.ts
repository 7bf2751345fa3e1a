import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Agent as TlsAgent, request as requestTls } from 'node:https';
import { HttpError, toHttpError } from './http-error.ts';

/** One HTTP request as it goes out. */
interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Time for the whole exchange, connecting and reading included, in milliseconds. */
  readonly timeoutMs: number;
}

/** Its answer, whatever its status; redirects are not followed. */
export interface Incoming {
  readonly status: number;
  /** Names in lower case; cookies are left out. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface ExchangeOptions {
  /** Time to connect, in milliseconds. */
  readonly connectMs: number;
  /** Longest answer that is read, in bytes. */
  readonly maxBytes: number;
}

/** @throws HttpError when no complete answer arrived in time. */
export type Exchange = (outgoing: Outgoing) => Promise<Incoming>;

/** Connections to one host at a time; what comes on top waits for one of them. */
const KEPT = { keepAlive: true, maxSockets: 50 };

/** HTTP over connections that stay open between calls, with one timer per call. */
export function createExchange(options: ExchangeOptions): Exchange {
  const http = { send: request, agent: new Agent(KEPT) };
  const https = { send: requestTls, agent: new TlsAgent(KEPT) };
  const run = ({ method, url, headers, body, timeoutMs }: Outgoing): Promise<Incoming> =>
    new Promise((resolve, reject) => {
      const { send, agent } = url.protocol === 'https:' ? https : http;
      const sent = send({
        agent,
        method,
        // An IPv6 address stands in brackets.
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path: url.pathname + url.search,
        headers,
      });
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
        sent.destroy();
      };
      const timer = setTimeout(
        () => fail(new HttpError('no answer in time', true, true)),
        Math.max(1, Math.floor(timeoutMs)),
      );
      limitConnecting(sent, options.connectMs, fail);
      // Also for what a connection reports after it was cut off.
      sent.on('error', fail);
      sent.once('response', (answer) => {
        readText(answer, options.maxBytes, fail, (text) => {
          clearTimeout(timer);
          resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer), text });
        });
      });
      sent.end(body);
    });
  return (outgoing) =>
    run(outgoing).catch((error: unknown) => {
      throw toHttpError(error);
    });
}

type Fail = (error: Error) => void;

/** A connection that was kept needs no timer. */
function limitConnecting(sent: ClientRequest, connectMs: number, fail: Fail): void {
  sent.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => fail(new HttpError('no connection in time', false)), connectMs);
    const clear = (): void => clearTimeout(timer);
    socket.once('connect', clear).once('close', clear);
  });
}

function readText(
  answer: IncomingMessage,
  maxBytes: number,
  fail: Fail,
  done: (text: string) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) fail(new HttpError('the answer is too long', true));
    else chunks.push(chunk);
  });
  answer.on('error', fail);
  answer.once('end', () => done(Buffer.concat(chunks).toString('utf8')));
}

/** Of all headers only cookies come as a list. */
function headersOf({ headers }: IncomingMessage): Incoming['headers'] {
  const { 'set-cookie': _, ...others } = headers;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return others as Readonly<Record<string, string>>;
}
