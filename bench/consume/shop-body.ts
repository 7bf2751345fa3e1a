import type { Signup } from './people.ts';

/** The body that a handler without a mapping sends to the shop. */
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

/** Concurrent calls of every contestant. */
export const CONCURRENCY = 10;
