import type { Signup } from './people.ts';

/** What a handler without a mapping of its own sends to the shop. */
export const shopBody = ({ customer, consent }: Signup): string =>
  JSON.stringify({
    email: customer.email,
    name: `${customer.firstName} ${customer.lastName}`,
    birthday: customer.birthday,
    is_subscribed_marketing_email: consent.email.state === 'granted',
  });

export const SHOP_HEADERS = {
  authorization: 'Bearer sandbox-token',
  'user-agent': 'signup-relay-bench',
  accept: 'application/json',
  'content-type': 'application/json',
};

/** Calls done at the same time, by everybody. */
export const CONCURRENCY = 10;
