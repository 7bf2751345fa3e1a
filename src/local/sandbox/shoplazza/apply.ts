import type { JsonObject } from '../../json.ts';
import { type Reader, parameterReader } from '../parameters.ts';
import { createdAddresses } from './addresses.ts';
import { blankCustomer, type ShoplazzaCustomer, toShoplazzaTime } from './customer.ts';
import { addressesIn } from './rules.ts';

/** The customer of a checked create. An omitted consent is granted, as documented. */
export function createdCustomer(input: JsonObject, nowMs: number): ShoplazzaCustomer {
  const body = parameterReader(input);
  const customer: ShoplazzaCustomer = {
    ...blankCustomer(nowMs),
    contact_type: body.text('contact_type', 'email') === 'phone' ? 'phone' : 'email',
    first_name: body.text('first_name', ''),
    last_name: body.text('last_name', ''),
    email: body.text('email', '') || null,
    phone: body.text('phone', '') || null,
    accepts_marketing: body.flag('accepts_marketing', true),
    accepts_sms_marketing: body.flag('accepts_sms_marketing', true),
    tags: tagsOf(body, ''),
    registered_at: body.textOrNull('registered_at', null),
  };
  return { ...customer, addresses: createdAddresses(customer, addressesIn(input)) };
}

/** The body was checked: it has the form of its version. */
const tagsOf = (body: Reader, before: ShoplazzaCustomer['tags']): ShoplazzaCustomer['tags'] => {
  if (!body.has('tags')) return before;
  const list = body.list('tags', []);
  return list.length > 0 ? list : body.text('tags', '');
};

/**
 * The customer after a checked update. Five parameters count; all others are ignored.
 *
 * @param consentDefault the value of a consent that the update omits; absent = the consent stays.
 */
export function updatedCustomer(
  before: ShoplazzaCustomer,
  input: JsonObject,
  nowMs: number,
  consentDefault?: boolean,
): ShoplazzaCustomer {
  const body = parameterReader(input);
  const email = body.flag('accepts_marketing', consentDefault ?? before.accepts_marketing);
  const sms = body.flag('accepts_sms_marketing', consentDefault ?? before.accepts_sms_marketing);
  return {
    ...before,
    first_name: body.text('first_name', before.first_name),
    last_name: body.text('last_name', before.last_name),
    accepts_marketing: email,
    accepts_sms_marketing: sms,
    // A consent that stays as it is keeps the flag of the last decision.
    subscribed_flag: email === before.accepts_marketing ? before.subscribed_flag : null,
    sms_subscribed_flag: sms === before.accepts_sms_marketing ? before.sms_subscribed_flag : null,
    tags: tagsOf(body, before.tags),
    updated_at: toShoplazzaTime(nowMs),
  };
}
