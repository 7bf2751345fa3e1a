import type { NormalSignup } from '../../event/signup.ts';
import type { Store } from '../../generated/types.ts';
import type { Fitted } from '../../delivery/platform-port.ts';
import { addressFacts, tagFacts } from './element-facts.ts';
import { namesOf } from './names-of.ts';
import { personFacts } from './person-facts.ts';
import { toAddress } from './to-address.ts';
import { unheldPaths } from './unheld-paths.ts';
import { utcTime } from './utc-time.ts';

export interface FitDeps {
  /** Keyed hash: facts name tags and addresses by it. */
  readonly digest: (text: string) => string;
  /** Country of addresses that name none, ISO 3166-1 alpha-2. */
  readonly country: Store['country'];
}

/** What Shoplazza can hold of the signup's own fields, before any `data.shoplazza`. */
export function canonicalFacts(signup: NormalSignup, { digest, country }: FitDeps): Fitted {
  const { customer } = signup.data;
  const context = { signup, digest };
  const registeredAt = utcTime(signup.time);
  const tags = (customer.tags ?? []).map((tag) => tag.trim());
  const names = namesOf(customer);
  const addresses = (customer.addresses ?? []).map((address) => toAddress(address, names, country));
  return {
    facts: [
      ...personFacts(signup),
      ...tagFacts(tags.filter(isTag), context),
      ...addressFacts(
        addresses.filter((address) => address !== undefined),
        context,
      ),
    ],
    createOnly: {
      contact_type: customer.email ? 'email' : 'phone',
      // Without it the customer cannot sign in to the shop. A fact of the same name replaces it.
      ...(registeredAt !== undefined && { registered_at: registeredAt }),
    },
    unheld: [
      ...unheldPaths(signup.data),
      ...tags.flatMap((tag, index) => (isTag(tag) ? [] : [`customer.tags.${index}`])),
      ...addresses.flatMap((address, index) => (address ? [] : [`customer.addresses.${index}`])),
    ],
  };
}

/** Tags are one text with commas between them: a tag with a comma would become two. */
function isTag(tag: string): boolean {
  return tag !== '' && !tag.includes(',');
}
