import type { Signup } from './people.ts';
import { shopBody } from './shop-body.ts';
import type { ShopClient } from './shop-client.ts';

/** The relay's work without its guarantees: search, then create or update. */
export async function deliver(send: ShopClient, signup: Signup): Promise<void> {
  const { email } = signup.customer;
  const query = `email=${encodeURIComponent(email)}&per_page=20&fields[]=id&fields[]=email`;
  const { items } = (await send('GET', `/customers/search?${query}`)) as {
    readonly items: readonly { readonly id: string; readonly email: string }[];
  };
  const found = items.find((item) => item.email === email);
  const body = shopBody(signup);
  if (found) await send('PUT', `/customers/${found.id}?fields[]=id`, body);
  else await send('POST', '/customers?fields[]=id', body);
}
