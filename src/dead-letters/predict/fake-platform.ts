import {
  type Created,
  type Hit,
  type Platform,
  PlatformError,
} from '../../delivery/platform-port.ts';
import type { Contact } from '../../event/signup.ts';
import type { Http } from '../../http/http.ts';

/** Prefix of ids of customers that exist only in dry-run attempts. */
const FAKE_ID = 'fake-';

let customers = 0;

/**
 * The platform of one dry-run attempt: it searches the real shop and creates no customer.
 *
 * @param platform must not be able to write.
 * @param onWrite called for each update of a fake customer, because no call to the shop replaces it.
 */
export function createFakePlatform(platform: Platform, onWrite: () => void): Platform {
  const found = new Map<string, Promise<readonly Hit[]>>();
  const find = (asked: readonly Contact[]): Promise<readonly Hit[]> => {
    const key = JSON.stringify(asked.map(({ kind, value }) => [kind, value]));
    const hits = found.get(key) ?? platform.find(asked);
    found.set(key, hits);
    return hits;
  };
  let contacts: readonly Contact[] = [];
  return {
    name: platform.name,
    refusesDuplicates: platform.refusesDuplicates,
    fit(signup) {
      // Facts after a create are about the same customer.
      if (signup.type === 'customer.signed_up') ({ contacts } = signup);
      return platform.fit(signup);
    },
    takesTogether: (all, merged) => platform.takesTogether(all, merged),
    find,
    read: async (id) =>
      id.startsWith(FAKE_ID) ? { consents: {}, unsubscribed: [], contacts } : platform.read(id),
    create: async () => fakeCreate(await find(contacts)),
    update: async (id, facts) => {
      if (!id.startsWith(FAKE_ID)) return platform.update(id, facts);
      onWrite();
      return { unheld: [] };
    },
  };
}

/** A customer with one of the contacts exists: the shop would refuse the create. An unverified phone stops none. */
function fakeCreate(hits: readonly Hit[]): Created {
  if (hits.some(({ isUnverified }) => !isUnverified))
    throw new PlatformError({ kind: 'taken' }, 'the shop shows this customer');
  customers += 1;
  return { id: `${FAKE_ID}${customers}`, remaining: [] };
}

/**
 * Read-only access to a shop: in place of each write it reads the same customer. So a refused token, a closed shop or a
 * deleted customer gives the same error as the write.
 */
export const readOnlyHttp =
  (http: Http): Http =>
  async (call) => {
    if (call.method === 'GET') return http(call);
    const [customer] = /^.*?\/customers\/[^/]+/.exec(call.url.pathname) ?? [];
    if (customer === undefined) throw new Error('a dry-run attempt creates nothing');
    const { headers, timeoutMs } = call;
    const url = new URL(call.url);
    url.pathname = customer;
    return http({ method: 'GET', url, headers, timeoutMs });
  };
