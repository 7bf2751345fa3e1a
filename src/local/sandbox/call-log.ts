import type { FastifyRequest } from 'fastify';
import { isRecord } from '../../util/is-record.ts';

/** One request that reached the sandbox shop. Holds the body as sent: keep real customers out of a sandbox. */
export interface Call {
  readonly method: string;
  /** The path as the documentation writes it, below the base URL: `/customers/{id}`; `''` where there is no such path. */
  readonly route: string;
  /** The path as sent, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** What was answered; absent while it is under way and where a fault left it without an answer. */
  readonly status?: number;
  /** The parsed JSON; absent where there was none or the shop did not read it. */
  readonly body?: unknown;
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
  /** The `Request-Id` header of the answer. */
  readonly requestId: string;
}

export interface CallLog {
  open(request: FastifyRequest, at: number): Call;
  /** Adds what became known of a call since it was opened. */
  note(request: FastifyRequest, facts: Pick<Call, 'status' | 'body'>): void;
  all(): readonly Call[];
  clear(): void;
}

/** @param prefix what the routes of the shop begin with, e.g. `/v1`. */
export function createCallLog(prefix: string): CallLog {
  const calls: Call[] = [];
  const places = new WeakMap<FastifyRequest, number>();
  return {
    open: (request, at) => {
      const call = toCall(request, at, prefix);
      places.set(request, calls.push(call) - 1);
      return call;
    },
    note: (request, facts) => {
      const place = places.get(request) ?? -1;
      const call = calls[place];
      if (call?.requestId === request.id) calls[place] = { ...call, ...facts };
    },
    all: () => [...calls],
    clear: () => void calls.splice(0),
  };
}

function toCall(request: FastifyRequest, at: number, prefix: string): Call {
  return {
    method: request.method,
    route: routeOf(request, prefix),
    path: request.url.split('?', 1)[0] ?? '',
    query: isRecord(request.query) ? { ...request.query } : {},
    at,
    requestId: request.id,
  };
}

/** The route in the spelling of the platform's documentation. */
export function routeOf(request: FastifyRequest, prefix: string): string {
  const url = request.routeOptions.url ?? '';
  return url.slice(prefix.length).replaceAll(/:(\w+)/g, '{$1}');
}
