import type { JsonObject } from '../../json.ts';
import { listOf, type Query } from '../parameters.ts';
import type { ShoplineCustomer } from './customer.ts';
import type { ShoplineKnobs } from './knobs.ts';

/** A customer in the form of an answer. @see https://open-api.docs.shoplineapp.com/docs/get-customer */
export function toAnswer(
  customer: ShoplineCustomer,
  knobs: Pick<ShoplineKnobs, 'mobilePhones'>,
): JsonObject {
  const {
    is_accept_marketing: _general,
    is_subscribed_marketing_sms: sms,
    registered_by: _registeredBy,
    registered_by_channel_id: _registeredByChannel,
    created_by_channel_id: channel,
    facebook_info: _facebook,
    line_info: _line,
    ...shown
  } = customer;
  const email = customer.is_subscribed_marketing_email;
  return {
    ...shown,
    birthday: birthdayOf(customer),
    ...phonesOf(customer, knobs),
    created_by_channel: channel,
    subscribed_email_types: email ? ['marketing.news'] : [],
    subscriptions: [
      { platform: 'email', is_active: email },
      { platform: 'sms', is_active: sms },
    ],
  };
}

/** A confirmed mobile number hides the contact phones. One that is not confirmed is shown as the last of them. */
function phonesOf(
  customer: ShoplineCustomer,
  { mobilePhones }: Pick<ShoplineKnobs, 'mobilePhones'>,
): JsonObject {
  const { mobile_phone: mobile, mobile_phone_country_calling_code: code, phones } = customer;
  if (mobile === null || mobilePhones === 'beside') {
    return { mobile_phone_verified: mobile !== null };
  }
  return mobilePhones === 'confirmed'
    ? { phones: [], phone: null, phone_country_code: null, mobile_phone_verified: true }
    : {
        phones: [...phones, mobile],
        phone: mobile,
        phone_country_code: code,
        mobile_phone: null,
        mobile_phone_country_calling_code: null,
        mobile_phone_verified: false,
      };
}

/** The legacy field. 1904, January and the 1st stand for missing parts. */
function birthdayOf({
  birth_year: year,
  birth_month: month,
  birth_day: day,
}: ShoplineCustomer): string | null {
  if (year === null && month === null && day === null) return null;
  const two = (part: number | null): string => String(part ?? 1).padStart(2, '0');
  return `${year ?? 1904}-${two(month)}-${two(day)}`;
}

/** Keeps only the keys of `fields[]` in an answer, and removes those of `excludes[]`. */
export function project(answer: JsonObject, query: Query): JsonObject {
  const fields = listOf(query['fields[]']);
  const excludes = listOf(query['excludes[]']);
  if (fields.length === 0 && excludes.length === 0) return answer;
  return Object.fromEntries(
    Object.entries(answer).filter(
      ([key]) => (fields.length === 0 || fields.includes(key)) && !excludes.includes(key),
    ),
  );
}
