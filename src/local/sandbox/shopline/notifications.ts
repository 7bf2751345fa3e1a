import type { JsonObject } from '../../json.ts';
import { parameterReader } from '../parameters.ts';
import type { ShoplineCustomer } from './customer.ts';

/** A message that a real shop would have sent to a customer. */
export interface ShoplineNotification {
  readonly customerId: string;
  readonly kind: 'welcome' | 'welcome_credit';
  readonly channel: 'email' | 'sms';
}

/** The messages after a create: a welcome unless `send_notification` is false, and a notice of any store credit. */
export function notificationsOf(
  customer: ShoplineCustomer,
  body: JsonObject,
): readonly ShoplineNotification[] {
  const read = parameterReader(body);
  const reachable = [
    ...(customer.email === null ? [] : (['email'] as const)),
    ...(customer.mobile_phone === null ? [] : (['sms'] as const)),
  ];
  const requested = read.list('notification_types', ['email', 'sms']);
  const welcome = read.flag('send_notification', true)
    ? reachable.filter((channel) => requested.includes(channel))
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
