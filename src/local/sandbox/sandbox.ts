import type { FastifyInstance } from 'fastify';
import { addControlRoutes } from './control-routes.ts';
import { createCallLog, type Call } from './call-log.ts';
import type { Dialect } from './dialect.ts';
import type { KnobChecks } from './knob-checks.ts';
import type { Knobs } from './knobs.ts';
import { createRecords, type Records } from './records.ts';
import { createServer } from './server.ts';

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

/** Builds the sandbox shop of a platform. */
export function createSandbox<C extends { readonly id: string }, K extends Knobs>(
  kind: ShopKind<C, K>,
  { token = 'sandbox-token', knobs: given = {}, now = Date.now }: SandboxOptions<K>,
): Sandbox<C, K> {
  const { dialect, defaults, blank } = kind;
  const atStart = (): K => fresh({ ...defaults, ...given });
  let turned = atStart();
  let origin: string | undefined;
  const knobs = (): K => turned;
  const records = createRecords<C>({ now, searchLagMs: () => turned.searchLagMs });
  const calls = createCallLog(dialect.prefix);
  const app = createServer({ dialect, token, knobs, now, calls });
  const sandbox: Sandbox<C, K> = {
    get baseUrl() {
      if (origin === undefined) throw new Error('call listen() first');
      return origin + dialect.prefix;
    },
    listen: async ({ port = 0 } = {}) => {
      origin = await app.listen({ host: '127.0.0.1', port });
      return sandbox.baseUrl;
    },
    close: async () => app.close(),
    customers: () => records.all(),
    calls: () => calls.all(),
    seed: (customer) => records.seed({ ...blank(now()), ...customer }),
    remove: (id) => records.remove(id),
    knobs,
    set: (change) => void (turned = { ...turned, ...change }),
    reset: () => {
      records.clear();
      calls.clear();
      kind.onReset?.();
      turned = atStart();
    },
  };
  addControlRoutes(app, sandbox, kind.knobChecks);
  kind.addRoutes(app, { records, knobs, now });
  return sandbox;
}

/** The same knobs with an unused fault queue and empty buckets: both start anew with a new list. */
function fresh<K extends Knobs>(knobs: K): K {
  const faults = typeof knobs.faults === 'function' ? knobs.faults : [...knobs.faults];
  return { ...knobs, limits: [...knobs.limits], faults };
}
