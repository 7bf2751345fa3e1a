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
  readonly text: string;
  /** Names in lower case; cookies are left out. */
  readonly headers: () => Readonly<Record<string, string>>;
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
export function createExchange({ connectMs, maxBytes }: ExchangeOptions): Exchange {
  const http = { send: request, agent: limited(new Agent(KEPT), connectMs) };
  const https = { send: requestTls, agent: limited(new TlsAgent(KEPT), connectMs) };
  const open = ({ method, url, headers }: Outgoing): ClientRequest => {
    const { send, agent } = url.protocol === 'https:' ? https : http;
    // An IPv6 address stands in brackets.
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const path = url.pathname + url.search;
    try {
      return send({ agent, method, host, port: url.port, path, headers });
    } catch (error) {
      throw toHttpError(error);
    }
  };
  return (outgoing) =>
    new Promise((resolve, reject) => {
      const sent = open(outgoing);
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(toHttpError(error));
        sent.destroy();
      };
      const timer = setTimeout(
        () => fail(new HttpError('no answer in time', true, true)),
        Math.max(1, Math.floor(outgoing.timeoutMs)),
      );
      // Also for what a connection reports after it was cut off.
      sent.on('error', fail);
      sent.once('response', (answer) => {
        readText(answer, maxBytes, fail, (text) => {
          clearTimeout(timer);
          resolve({ status: answer.statusCode ?? 0, text, headers: () => headersOf(answer) });
        });
      });
      sent.end(outgoing.body);
    });
}

/** Limits the time that new connections take; one that was kept needs no timer. */
function limited<A extends Agent>(agent: A, connectMs: number): A {
  const open = agent.createConnection.bind(agent);
  agent.createConnection = (...given) => {
    const socket = open(...given);
    const timer = setTimeout(
      () => socket?.destroy(new HttpError('no connection in time', false)),
      connectMs,
    );
    const clear = (): void => clearTimeout(timer);
    socket?.once('connect', clear).once('close', clear);
    return socket;
  };
  return agent;
}

function readText(
  answer: IncomingMessage,
  maxBytes: number,
  fail: (error: Error) => void,
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
function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const { 'set-cookie': _, ...others } = headers;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return others as Readonly<Record<string, string>>;
}
