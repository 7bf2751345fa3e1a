import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Call } from './call-log.ts';
import type { KnobChecks, Knobs } from './knobs.ts';
import type { Records } from './records.ts';

/** A shop on this machine that behaves as its platform documents. Nothing outlives `close`. */
export interface Sandbox<C, K extends Knobs> {
  /** What a store's `baseUrl` is set to. @throws Error before `listen`. */
  readonly baseUrl: string;
  /** Listens on 127.0.0.1 only. @param options.port 0 or absent = any free port. @returns the base URL. */
  listen(options?: { readonly port?: number }): Promise<string>;
  close(): Promise<void>;
  /** Every customer as stored, oldest first: what answers hide is here too. */
  customers(): readonly C[];
  /** Every request so far, in order of arrival. */
  calls(): readonly Call[];
  /** Puts a customer in without a call, at once searchable and without any check. */
  seed(customer: Partial<C>): C;
  /** Takes a customer out without a call. */
  remove(id: string): boolean;
  knobs(): K;
  /** Turns knobs; the others stay. */
  set(knobs: Partial<K>): void;
  /** Forgets customers and calls, and turns the knobs back to where they were at the start. */
  reset(): void;
}

/** What the routes of a platform work on. */
export interface ShopState<C, K extends Knobs> {
  readonly records: Records<C>;
  readonly knobs: () => K;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface SandboxOptions<K extends Knobs> {
  /** The access token that is let in. @default 'sandbox-token' */
  readonly token?: string;
  readonly knobs?: Partial<K>;
  /** The clock of search lag, limits and times, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/** What makes a sandbox shop one of a certain platform. */
export interface ShopKind<C, K extends Knobs> {
  readonly dialect: Dialect;
  readonly defaults: K;
  readonly knobChecks: KnobChecks<K>;
  /** A customer with nothing known but an id and the times. */
  readonly blank: (nowMs: number) => C;
  readonly addRoutes: (app: FastifyInstance, state: ShopState<C, K>) => void;
  /** Forgets what the platform keeps besides customers. */
  readonly onReset?: () => void;
}

/** How one platform words what every shop API has. */
export interface Dialect {
  /** What the paths of the API begin with: `/v1`. */
  readonly prefix: string;
  readonly isAuthorized: (headers: IncomingHttpHeaders, token: string) => boolean;
  /** The body of an error that is not about the rules of customers. */
  readonly errorBody: (status: 400 | 401 | 404 | 429 | 500) => unknown;
}

/** A refusal of the sandbox shop: thrown by a route, sent as it is. */
export class ShopError extends Error {
  override readonly name = 'ShopError';
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`the sandbox shop answers ${status}`);
    this.status = status;
    this.body = body;
  }
}
