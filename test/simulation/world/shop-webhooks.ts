import type { Source } from '../../../src/sources/source.ts';
import type { Schedule } from '../schedule.ts';
import type { ShopCustomer } from './shop.ts';

/** What the shop posts of a customer after each change. */
export interface ShopPost {
  readonly id: string;
  readonly isRemoved: boolean;
  /** In the shop's own terms. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** The record of a customer in the shop's own terms. A removal names the id alone, as some shops do. */
export function postOf(
  platform: Schedule['platform'],
  { id, fields, updatedAt, unsubscribed }: ShopCustomer,
  isRemoved: boolean,
): ShopPost {
  if (isRemoved) return { id, isRemoved, record: { id } };
  const updated_at = new Date(updatedAt).toISOString();
  const [email, phone] = [fields['email'] ?? null, fields['phone'] ?? null];
  const [isYes, isSmsYes] = [fields['consent.email'] === true, fields['consent.sms'] === true];
  const flagOf = (key: string): number => (unsubscribed.includes(key) ? 2 : 0);
  const record =
    platform === 'shopline'
      ? { email, mobile_phone: phone, is_subscribed_marketing_email: isYes }
      : {
          email,
          phone,
          accepts_marketing: isYes,
          subscribed_flag: flagOf('consent.email'),
          accepts_sms_marketing: isSmsYes,
          sms_subscribed_flag: flagOf('consent.sms'),
        };
  return { id, isRemoved, record: { id, ...record, updated_at } };
}

/** The name of the source that takes the shop's posts. */
const SHOP_SOURCE = 'shop';

/** The event that `receive` makes of a post. @param name of the message. */
export const eventOfPost = (post: ShopPost, store: string, name: string): object => ({
  specversion: '1.0',
  id: name,
  source: `/webhooks/${store}/${SHOP_SOURCE}`,
  type: 'webhook.delivered',
  data: { store, source: SHOP_SOURCE, headers: {}, body: JSON.stringify(post) },
});

/** Reads the posts of the simulated shop. */
export const shopSource = (platform: Schedule['platform']): Source => ({
  tool: platform,
  read: ({ body }) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `eventOfPost` writes it
    const { id, isRemoved, record } = JSON.parse(Buffer.from(body).toString()) as ShopPost;
    const { updated_at = 'removed' } = record as { readonly updated_at?: string };
    return [
      { kind: 'record', id: `${id} ${updated_at}`, platform, customerId: id, isRemoved, record },
    ];
  },
});
