import type { FastifyRequest } from 'fastify';
import { isRecord } from '../../util/is-record.ts';

/** One request that reached the sandbox shop. It holds the body as sent, so send no real customers to a sandbox. */
export interface Call {
  readonly method: string;
  /** The path as the documentation writes it, below the base URL: `/customers/{id}`; `''` for an unknown path. */
  readonly route: string;
  /** The path as sent, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** The status of the answer; absent until then, and absent if a fault prevents the answer. */
  readonly status?: number;
  /** The parsed JSON; absent without a body, and absent if the shop did not read it. */
  readonly body?: unknown;
  /** Time of arrival, in milliseconds since the epoch. */
  readonly at: number;
  /** The `Request-Id` header of the answer. */
  readonly requestId: string;
}

export interface CallLog {
  open(request: FastifyRequest, at: number): Call;
  /** Adds facts to an open call. */
  note(request: FastifyRequest, facts: Pick<Call, 'status' | 'body'>): void;
  all(): readonly Call[];
  clear(): void;
}

/** @param prefixes the prefixes of the shop's routes: `/v1`. */
export function createCallLog(prefixes: readonly string[]): CallLog {
  const calls: Call[] = [];
  const places = new WeakMap<FastifyRequest, number>();
  return {
    open: (request, at) => {
      const call = toCall(request, at, prefixes);
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

function toCall(request: FastifyRequest, at: number, prefixes: readonly string[]): Call {
  return {
    method: request.method,
    route: routeOf(request, prefixes),
    path: request.url.split('?', 1)[0] ?? '',
    query: isRecord(request.query) ? { ...request.query } : {},
    at,
    requestId: request.id,
  };
}

/** The route in the spelling of the platform's documentation. */
export function routeOf(request: FastifyRequest, prefixes: readonly string[]): string {
  const url = request.routeOptions.url ?? '';
  const prefix = prefixes.find((one) => url.startsWith(`${one}/`)) ?? '';
  return url.slice(prefix.length).replaceAll(/:(\w+)/g, '{$1}');
}
