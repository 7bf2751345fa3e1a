import { expect, it } from 'vitest';
import { shoplineHeaders } from '../../../src/platforms/shopline/shopline.ts';

it.each([
  [{ accessToken: 'abc' }, 'signup-relay'],
  [{ accessToken: 'abc', userAgent: 'my-shop' }, 'my-shop'],
])('sends the token as a bearer, and the user agent', (store, userAgent) => {
  expect(shoplineHeaders(store)).toEqual({
    authorization: 'Bearer abc',
    'user-agent': userAgent,
  });
});
