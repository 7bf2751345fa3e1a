import type { Created, Fitted, Platform } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import type { Store } from '../../generated/types.ts';
import { idOf, updatedAtOf } from '../shared/answers.ts';
import { isRecord } from '../../util/is-record.ts';
import { withOverrides } from '../shared/overrides.ts';
import {
  createShopCall,
  type PlatformsDeps,
  type ShopCall,
  type AttemptContext,
} from '../shared/shop-call.ts';
import { type Ask, createAsk, unreadable } from './ask.ts';
import { createBody, factsAfterCreate } from './bodies.ts';
import { checkBodies, takesTogether } from './checks.ts';
import { canonicalFacts, type FitDeps } from './facts.ts';
import { findCustomers, readCustomer } from './find.ts';
import { overrideFacts } from './overrides.ts';
import { updateCustomer } from './update.ts';

/** The SHOPLINE shop of a store, for one attempt. */
export function openShopline(
  store: Store,
  { http, now, digest }: PlatformsDeps,
  context: AttemptContext,
): Platform {
  const { baseUrl, defaults } = store;
  const headers = shoplineHeaders(store);
  const call = createShopCall({ http, now, baseUrl, headers, ...context });
  return createShopline({ call, digest, defaults });
}

/**
 * The headers of every call to a SHOPLINE shop. The guide asks for the merchant's or partner's own handle as user agent.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/openapi-request-example
 */
export function shoplineHeaders(
  store: Pick<Store, 'accessToken' | 'userAgent'>,
): Readonly<Record<string, string>> {
  return {
    authorization: `Bearer ${store.accessToken}`,
    'user-agent': store.userAgent ?? 'signup-relay',
  };
}

interface ShoplineDeps extends FitDeps {
  /** Calls with `shoplineHeaders`. */
  readonly call: ShopCall;
}

/** SHOPLINE's Open API. It does not document that it refuses a second customer with the same contact. */
export function createShopline({ call, ...fitDeps }: ShoplineDeps): Platform {
  const ask = createAsk(call);
  return {
    name: 'shopline',
    refusesDuplicates: false,
    fit: (signup) => fit(signup, fitDeps),
    takesTogether,
    find: (contacts) => findCustomers(ask, contacts),
    read: (id) => readCustomer(ask, id),
    create: (fitted) => createCustomer(ask, fitted),
    update: (id, facts) => updateCustomer(ask, id, facts),
  };
}

/**
 * The signup in SHOPLINE's terms. Pure.
 *
 * @throws RejectedError `invalid_request` when a body would break SHOPLINE's documented rules.
 */
export function fit(signup: NormalSignup, deps: FitDeps): Fitted {
  const overrides = overrideFacts({ signup, digest: deps.digest });
  const fitted = withOverrides(canonicalFacts(signup, deps), overrides);
  checkBodies(signup, fitted);
  return fitted;
}

async function createCustomer(ask: Ask, fitted: Fitted): Promise<Created> {
  const query = ['id', 'updated_at'].map((field) => ['fields[]', field] as const);
  const answer = await ask('create', { query, body: createBody(fitted) });
  const id = idOf(answer.body);
  if (id === undefined) throw unreadable('create', answer);
  const { updated_at } = isRecord(answer.body) ? answer.body : {};
  return { id, remaining: factsAfterCreate(fitted.facts), ...updatedAtOf(updated_at) };
}
