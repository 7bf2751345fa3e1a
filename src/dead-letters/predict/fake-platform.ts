import {
  type Created,
  type Hit,
  type Platform,
  PlatformError,
} from '../../delivery/platform-port.ts';
import type { Contact } from '../../event/signup.ts';
import type { Http } from '../../http/http.ts';

/** Begins the id of a customer whom only a rehearsal has created. */
const FAKED = 'pretended-';

let customers = 0;

/**
 * Really asks the shop who is there; creates nobody. For one attempt.
 *
 * @param platform must not be able to write.
 * @param onWrite told of each write to somebody whom only a rehearsal has created: there is nobody to look at instead.
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
      // What follows a create are facts about the same customer.
      if (signup.type === 'customer.signed_up') ({ contacts } = signup);
      return platform.fit(signup);
    },
    takesTogether: (all, merged) => platform.takesTogether(all, merged),
    find,
    create: async () => fakeCreate(await find(contacts)),
    update: async (id, facts) => {
      if (!id.startsWith(FAKED)) return platform.update(id, facts);
      onWrite();
      return { unheld: [] };
    },
  };
}

/** Where somebody has a contact, the platform would say so. */
function fakeCreate(hits: readonly Hit[]): Created {
  if (hits.length > 0) throw new PlatformError({ kind: 'taken' }, 'the shop shows this customer');
  customers += 1;
  return { id: `${FAKED}${customers}`, remaining: [] };
}

/**
 * Lets a shop be read only: in place of each write it looks at the customer who would be written. So a refused token, a
 * closed shop or a customer who is gone shows as it would have shown.
 */
export const readOnlyHttp =
  (http: Http): Http =>
  async (call) => {
    if (call.method === 'GET') return http(call);
    const [customer] = /^.*?\/customers\/[^/]+/.exec(call.url.pathname) ?? [];
    if (customer === undefined) throw new Error('a rehearsal creates nothing');
    const { headers, timeoutMs } = call;
    const url = new URL(call.url);
    url.pathname = customer;
    return http({ method: 'GET', url, headers, timeoutMs });
  };
