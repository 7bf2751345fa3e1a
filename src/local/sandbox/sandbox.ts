import { createCallLog } from './call-log.ts';
import { addControlRoutes } from './control-routes.ts';
import type { Knobs } from './knobs.ts';
import { createRecords } from './records.ts';
import { createServer } from './server.ts';
import type { Sandbox, SandboxOptions, ShopDefinition } from './shop.ts';

/** Builds the sandbox shop of a platform. */
export function createSandbox<
  C extends { readonly id: string; readonly updated_at: string },
  K extends Knobs,
>(
  shop: ShopDefinition<C, K>,
  { token = 'sandbox-token', knobs: given = {}, now = Date.now }: SandboxOptions<K>,
): Sandbox<C, K> {
  const { dialect, defaults, blank } = shop;
  const atStart = (): K => fresh({ ...defaults, ...given });
  let current = atStart();
  let origin: string | undefined;
  const knobs = (): K => current;
  const records = createRecords<C>({ now, searchLagMs: () => current.searchLagMs });
  const calls = createCallLog(dialect.prefixes);
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
    edit: (id, changes) => {
      const before = records.get(id);
      if (before === undefined) return undefined;
      const { updated_at } = blank(now());
      return records.put({ ...before, updated_at, ...changes });
    },
    knobs,
    set: (change) => void (current = { ...current, ...change }),
    reset: () => {
      records.clear();
      calls.clear();
      shop.onReset?.();
      current = atStart();
    },
  };
  addControlRoutes(app, sandbox, shop.knobChecks);
  shop.addRoutes(app, { records, knobs, now });
  return sandbox;
}

/** Copies the lists of faults and limits: a new list means an unused queue and empty buckets. */
function fresh<K extends Knobs>(knobs: K): K {
  const faults = typeof knobs.faults === 'function' ? knobs.faults : [...knobs.faults];
  return { ...knobs, limits: [...knobs.limits], faults };
}
