import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Call, CallLog } from './call-log.ts';
import type { KnobChecks, Knobs } from './knobs.ts';
import type { Records } from './records.ts';
import type { RecordChange, Hook, HookPost } from './webhooks.ts';

/** A shop on this machine that behaves as its platform documents. `close` removes everything. */
export interface Sandbox<C, K extends Knobs> {
  /** The `baseUrl` of a store's configuration. @throws Error before `listen`. */
  readonly baseUrl: string;
  /** Listens on 127.0.0.1 only. @param options.port 0 or absent = any free port. @returns the base URL. */
  listen(options?: { readonly port?: number }): Promise<string>;
  close(): Promise<void>;
  /** Every customer as stored, oldest first, with the fields that answers hide. */
  customers(): readonly C[];
  /** Every request so far, in order of arrival. */
  calls(): readonly Call[];
  /** Adds a customer without a call: unchecked, and searchable at once. */
  seed(customer: Partial<C>): C;
  /**
   * Changes a customer without a call, as shop staff or the customer do in the shop. Unchecked, with a new
   * `updated_at`.
   *
   * @returns the customer; `undefined` if no customer has this id.
   */
  edit(id: string, changes: Partial<C>): C | undefined;
  /** Removes a customer without a call. */
  remove(id: string): boolean;
  /** From now on the shop posts every change of a customer there, signed as documented; without a hook it posts none. */
  postTo(hook: Hook | undefined): void;
  knobs(): K;
  /** Sets some knobs; the others keep their value. */
  set(knobs: Partial<K>): void;
  /** Removes customers and calls, and resets the knobs to their values at the start. */
  reset(): void;
}

/** The state that a platform's routes read and write. */
export interface ShopState<C, K extends Knobs> {
  readonly records: Records<C>;
  readonly knobs: () => K;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface SandboxOptions<K extends Knobs> {
  /** The only access token that the shop accepts. @default 'sandbox-token' */
  readonly token?: string;
  readonly knobs?: Partial<K>;
  /** The clock of search lag, limits and times, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/** Everything that differs between the platforms' sandbox shops. */
export interface ShopDefinition<C, K extends Knobs> {
  readonly dialect: Dialect;
  readonly defaults: K;
  readonly knobChecks: KnobChecks<K>;
  /** A customer with an id and its times only. */
  readonly blank: (nowMs: number) => C;
  readonly addRoutes: (app: FastifyInstance, state: ShopState<C, K>) => void;
  /** What the shop posts about a change. */
  readonly hookOf: (
    change: RecordChange<C>,
    state: Pick<ShopState<C, K>, 'knobs' | 'now'>,
  ) => HookPost;
  /** Removes the platform's own state besides customers. */
  readonly onReset?: () => void;
}

/** The statuses of errors that no rule about customers causes. */
export type GeneralStatus = 400 | 401 | 404 | 429 | 500;

/** A platform's form of the parts that every shop API has. */
export interface Dialect {
  /** The prefix of the paths in `baseUrl`: `/v1`. */
  readonly prefix: string;
  /** The prefixes of all API paths, one for each version that the shop speaks. */
  readonly prefixes: readonly string[];
  readonly isAuthorized: (headers: IncomingHttpHeaders, token: string) => boolean;
  /** An error that no rule about customers causes. @param path as sent: versions have errors of their own. */
  readonly errorFor: (status: GeneralStatus, path: string) => ShopError;
}

/** What the server of a shop is built with, without its routes. */
export interface ShopServerDeps extends Pick<ShopState<unknown, Knobs>, 'knobs' | 'now'> {
  readonly dialect: Dialect;
  readonly calls: CallLog;
  /** The only access token that the shop accepts. */
  readonly token: string;
}

/** An error answer: a route throws it, and the server sends it unchanged. */
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
