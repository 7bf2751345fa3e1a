import { createHmac } from 'node:crypto';
import { refusalOf } from '../../src/receive/access.ts';

interface ShoplinePost {
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly body: string;
}

/** A post of SHOPLINE, written from its documentation and independent of the verifying code. @param signed the sorted body */
export function signShopline(body: string, signed: string, now: number): ShoplinePost {
  const secret = 'an-invented-app-secret';
  const time = String(Math.floor(now / 1_000));
  const sign = createHmac('sha256', secret).update(`${time}:${signed}`).digest('hex');
  return {
    secret,
    headers: { 'x-shopline-developer-event-timestamp': time },
    query: `sign=${sign}`,
    body,
  };
}

/** Why `receive` refuses a post; undefined where it does not. */
export const refusalOfPost = (
  { secret, headers, query, body }: ShoplinePost,
  now: number,
): string | undefined =>
  refusalOf(
    {
      method: 'POST',
      store: 'tw-main',
      source: 'shop',
      secret: undefined,
      headers,
      query,
      body: Buffer.from(body),
    },
    { tool: 'shopline', secrets: [secret] },
    { publicUrl: 'https://hooks.example.com', now },
  );
