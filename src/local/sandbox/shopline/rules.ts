import { isRecord } from '../../../util/is-record.ts';
import type { JsonObject } from '../../json.ts';
import {
  type ParameterCheck,
  type Checks,
  flag,
  integer,
  knownOf,
  matching,
  object,
  oneOf,
  orNull,
  problemsOf,
  text,
  textList,
  textOrList,
} from '../parameters.ts';
import type { ShopState } from '../shop.ts';
import { parseShoplineTime, type ShoplineCustomer } from './customer.ts';
import { invalid } from './dialect.ts';
import type { ShoplineKnobs } from './knobs.ts';

export type ShoplineState = ShopState<ShoplineCustomer, ShoplineKnobs>;

/** The known parameters of a create. @throws ShopError 422 with every problem. */
export function checkCreate(body: unknown, state: ShoplineState): JsonObject {
  const input = isRecord(body) ? body : {};
  const hasContact = filled(input['email']) || filled(input['mobile_phone']);
  return check(
    input,
    CREATE_CHECKS,
    state,
    hasContact ? [] : ['email or mobile_phone is required'],
  );
}

/** The known parameters of an update. @throws ShopError 422 with every problem. */
export function checkUpdate(body: unknown, state: ShoplineState): JsonObject {
  const input = isRecord(body) ? body : {};
  const problems: string[] = [];
  if (filled(input['phone']) && !filled(input['phone_country_code'])) {
    problems.push('phone_country_code is required with phone');
  }
  const expiry = input['tier_expires_at'];
  if (typeof expiry === 'string' && !(parseShoplineTime(expiry) > state.now())) {
    problems.push('tier_expires_at must be a future date');
  }
  const registered = input['registered_at'];
  if (typeof registered === 'string' && Number.isNaN(parseShoplineTime(registered))) {
    problems.push('registered_at must be a date and time');
  }
  return check(input, UPDATE_CHECKS, state, problems);
}

function check(
  input: JsonObject,
  checks: Checks,
  state: ShoplineState,
  more: readonly string[],
): JsonObject {
  const known = knownOf(input, checks);
  const problems = [...problemsOf(known, checks), ...more, ...mobileProblems(known, state)];
  if (
    'birthday' in known &&
    ['birth_year', 'birth_month', 'birth_day'].some((name) => name in known)
  ) {
    problems.push('birthday cannot go with birth_year, birth_month and birth_day');
  }
  problems.push(...unknownReferences(known, state));
  if (problems.length > 0) throw invalid(problems);
  return known;
}

function mobileProblems(known: JsonObject, { knobs }: ShoplineState): string[] {
  const code = known['mobile_phone_country_calling_code'];
  if (filled(known['mobile_phone']) !== filled(code)) {
    return ['mobile_phone and mobile_phone_country_calling_code go together'];
  }
  const allowed = knobs().signUpCallingCodes;
  const isAllowed =
    code === undefined || allowed.length === 0 || allowed.some((item) => item === code);
  return isAllowed ? [] : ['mobile_phone_country_calling_code is not one of the sign-up countries'];
}

/** References to tiers and custom fields that the shop does not have. */
function unknownReferences(known: JsonObject, { knobs }: ShoplineState): string[] {
  const { tiers, customFields } = knobs();
  const tier = known['membership_tier_id'];
  const hasTier = tier === undefined || tier === '' || tiers.some(({ id }) => id === tier);
  const fields = isRecord(known['custom_fields']) ? known['custom_fields'] : {};
  const hasFields = Object.entries(fields).every(
    ([id, value]) =>
      typeof value === 'string' && customFields.some(({ field_id }) => field_id === id),
  );
  return [
    ...(hasTier ? [] : ['membership_tier_id is unknown']),
    ...(hasFields ? [] : ['custom_fields must hold a text per known field_id']),
  ];
}

const filled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** Most delivery addresses of one customer. */
const MAX_ADDRESSES = 5;

const CHANNELS: ReadonlySet<unknown> = new Set(['email', 'sms']);

const ORIGINS = ['shop', 'admin', 'openapi', 'shop_crm', 'pos'];

const callingCode = matching('a calling code in digits', /^\d{1,4}$/);

const mobile = matching('a number in digits', /^\d{4,15}$/);

const email = matching('an e-mail address', /^[^\s@]+@[^\s@]+\.[^\s@]+$/);

const day: ParameterCheck = (value) => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'must be YYYY-MM-DD';
  if (Number.isNaN(Date.parse(value)) || !new Date(value).toISOString().startsWith(value)) {
    return 'must be a day of the calendar';
  }
  return /^(19|20)/.test(value) ? undefined : 'must be in a year that begins with 19 or 20';
};

const tags: ParameterCheck = (value) =>
  textList(value) ?? (Array.isArray(value) ? wrongTagLength(value) : undefined);

/** The documented length of a tag: 3 to 40 characters. */
export function wrongTagLength(items: readonly string[]): string | undefined {
  const isRight = items.every((tag) => /^.{3,40}$/su.test(tag));
  return isRight ? undefined : 'must have 3 to 40 characters each';
}

const addresses: ParameterCheck = (value) => {
  if (!Array.isArray(value) || !value.every((item) => isRecord(item))) {
    return 'must be a list of objects';
  }
  return value.length <= MAX_ADDRESSES ? undefined : `must have at most ${MAX_ADDRESSES} items`;
};

const notifications: ParameterCheck = (value) =>
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
const CREATE_CHECKS: Checks = {
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
const UPDATE_CHECKS: Checks = {
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
