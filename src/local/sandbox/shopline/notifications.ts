import { readerOf } from '../body.ts';
import type { JsonObject } from '../../json.ts';
import type { ShoplineCustomer } from './customer.ts';

/** Something that a real shop would have sent to a real person. */
export interface ShoplineNotification {
  readonly customerId: string;
  readonly kind: 'welcome' | 'welcome_credit';
  readonly channel: 'email' | 'sms';
}

/** What a create makes a shop send: a welcome unless told not to, and a notice of the credit where it gives one. */
export function notificationsOf(
  customer: ShoplineCustomer,
  body: JsonObject,
): readonly ShoplineNotification[] {
  const read = readerOf(body);
  const reachable = [
    ...(customer.email === null ? [] : (['email'] as const)),
    ...(customer.mobile_phone === null ? [] : (['sms'] as const)),
  ];
  const wanted = read.list('notification_types', ['email', 'sms']);
  const welcome = read.flag('send_notification', true)
    ? reachable.filter((channel) => wanted.includes(channel))
    : [];
  const credit = customer.credit_balance > 0 ? reachable : [];
  return [
    ...welcome.map((channel) => ({ customerId: customer.id, kind: 'welcome' as const, channel })),
    ...credit.map((channel) => ({
      customerId: customer.id,
      kind: 'welcome_credit' as const,
      channel,
    })),
  ];
}
