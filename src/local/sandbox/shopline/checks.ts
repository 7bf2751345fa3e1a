import {
  flag,
  integer,
  matching,
  object,
  oneOf,
  orNull,
  text,
  textList,
  textOrList,
  type Check,
  type Checks,
} from '../body-checks.ts';
import { isRecord } from '../../../util/is-record.ts';

/** Most delivery addresses of one customer. */
const MAX_ADDRESSES = 5;
const CHANNELS: ReadonlySet<unknown> = new Set(['email', 'sms']);
const ORIGINS = ['shop', 'admin', 'openapi', 'shop_crm', 'pos'];

const callingCode = matching('a calling code in digits', /^\d{1,4}$/);
const mobile = matching('a number in digits', /^\d{4,15}$/);
const email = matching('an e-mail address', /^[^\s@]+@[^\s@]+\.[^\s@]+$/);

const day: Check = (value) => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'must be YYYY-MM-DD';
  if (Number.isNaN(Date.parse(value)) || !new Date(value).toISOString().startsWith(value)) {
    return 'must be a day of the calendar';
  }
  return /^(19|20)/.test(value) ? undefined : 'must be in a year that begins with 19 or 20';
};

const tags: Check = (value) =>
  textList(value) ?? (Array.isArray(value) ? wrongTagLength(value) : undefined);

/** The documented length of a tag: 3 to 40 characters. */
export function wrongTagLength(items: readonly string[]): string | undefined {
  const isRight = items.every((tag) => /^.{3,40}$/su.test(tag));
  return isRight ? undefined : 'must have 3 to 40 characters each';
}

const addresses: Check = (value) => {
  if (!Array.isArray(value) || !value.every((item) => isRecord(item))) {
    return 'must be a list of objects';
  }
  return value.length <= MAX_ADDRESSES ? undefined : `must have at most ${MAX_ADDRESSES} items`;
};

const notifications: Check = (value) =>
  textList(value) ??
  (Array.isArray(value) && value.every((item) => CHANNELS.has(item))
    ? undefined
    : 'must hold email or sms');

const SHARED: Checks = {
  name: orNull(text),
  email,
  mobile_phone: mobile,
  mobile_phone_country_calling_code: callingCode,
  phone: text,
  phone_country_code: text,
  gender: orNull(oneOf('male', 'female', 'other')),
  birthday: orNull(day),
  birth_year: integer(1900, 2099),
  birth_month: integer(1, 12),
  birth_day: integer(1, 31),
  is_member: flag,
  is_accept_marketing: flag,
  is_subscribed_marketing_email: flag,
  is_subscribed_marketing_sms: flag,
  delivery_addresses: addresses,
  memo: orNull(text),
  tags,
  membership_tier_id: text,
};

/** The 27 parameters of create. @see https://open-api.docs.shoplineapp.com/docs/create-customer */
export const CREATE_CHECKS: Checks = {
  ...SHARED,
  phones: text,
  send_notification: flag,
  notification_types: notifications,
  is_allow_welcome_credit: flag,
  created_by: oneOf(...ORIGINS),
  created_by_channel_id: text,
  registered_by: oneOf(...ORIGINS),
  registered_by_channel_id: text,
};

/** The 28 parameters of update. @see https://open-api.docs.shoplineapp.com/docs/update-customer */
export const UPDATE_CHECKS: Checks = {
  ...SHARED,
  phones: textOrList,
  is_blacklisted: flag,
  tier_expires_at: text,
  ref_user_id: orNull(text),
  custom_fields: object,
  registered_at: text,
  locale_code: text,
  facebook_info: object,
  line_info: object,
};
