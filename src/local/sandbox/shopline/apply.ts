import { isRecord } from '../../../util/is-record.ts';
import type { JsonObject } from '../../json.ts';
import { type Reader, parameterReader } from '../parameters.ts';
import {
  parseShoplineTime,
  type ShoplineCustomer,
  type ShoplineCustomValue,
  toShoplineTime,
} from './customer.ts';
import { listAfter } from '../update-rules.ts';
import type { ShoplineKnobs } from './knobs.ts';

/** Applies the parameters of a checked create or update. Fields that the body omits keep their value. */
export function applyBody(
  before: ShoplineCustomer,
  input: JsonObject,
  knobs: ShoplineKnobs,
  lists: Pick<ShoplineKnobs, 'tagsOnUpdate' | 'addressesOnUpdate'> = SET,
): ShoplineCustomer {
  const body = parameterReader(input);
  const code = body.textOrNull(
    'mobile_phone_country_calling_code',
    before.mobile_phone_country_calling_code,
  );
  const mobile = body.textOrNull('mobile_phone', before.mobile_phone);
  return {
    ...before,
    ...contactPhones(before, body),
    ...birthDate(before, body),
    ...consents(before, body),
    ...profile(before, body),
    email: storedEmail(body.textOrNull('email', before.email), knobs),
    mobile_phone: mobile === null ? null : storedMobile(mobile, code ?? '', knobs),
    mobile_phone_country_calling_code: code,
    membership_tier: body.has('membership_tier_id')
      ? (knobs.tiers.find(({ id }) => id === input['membership_tier_id']) ?? null)
      : before.membership_tier,
    delivery_addresses: listAfter(
      before.delivery_addresses,
      objects(input['delivery_addresses']),
      lists.addressesOnUpdate,
    ),
    tags: tagsWithinLimit(
      before.tags,
      listAfter(
        before.tags,
        body.has('tags') ? body.list('tags', []) : undefined,
        lists.tagsOnUpdate,
      ),
    ),
    custom_data: customData(before.custom_data, input['custom_fields'], knobs),
  };
}

type Fields<K extends keyof ShoplineCustomer> = Pick<ShoplineCustomer, K>;

function profile(before: ShoplineCustomer, body: Reader): Partial<ShoplineCustomer> {
  const registeredAt = body.textOrNull('registered_at', null);
  return {
    name: body.textOrNull('name', before.name),
    gender: body.textOrNull('gender', before.gender),
    memo: body.textOrNull('memo', before.memo),
    is_member: body.flag('is_member', before.is_member),
    is_blacklisted: body.flag('is_blacklisted', before.is_blacklisted),
    ref_user_id: body.textOrNull('ref_user_id', before.ref_user_id),
    locale_code: body.text('locale_code', before.locale_code),
    tier_expires_at: body.textOrNull('tier_expires_at', before.tier_expires_at),
    registered_at:
      registeredAt === null
        ? before.registered_at
        : toShoplineTime(parseShoplineTime(registeredAt)),
  };
}

function consents(
  before: ShoplineCustomer,
  body: Reader,
): Fields<'is_accept_marketing' | 'is_subscribed_marketing_email' | 'is_subscribed_marketing_sms'> {
  return {
    is_accept_marketing: body.flag('is_accept_marketing', before.is_accept_marketing),
    is_subscribed_marketing_email: body.flag(
      'is_subscribed_marketing_email',
      before.is_subscribed_marketing_email,
    ),
    is_subscribed_marketing_sms: body.flag(
      'is_subscribed_marketing_sms',
      before.is_subscribed_marketing_sms,
    ),
  };
}

function birthDate(
  before: ShoplineCustomer,
  body: Reader,
): Fields<'birth_year' | 'birth_month' | 'birth_day'> {
  if (body.has('birthday')) {
    const [year, month, day] = (body.textOrNull('birthday', null) ?? '').split('-');
    return { birth_year: digits(year), birth_month: digits(month), birth_day: digits(day) };
  }
  return {
    birth_year: body.integerOrNull('birth_year', before.birth_year),
    birth_month: body.integerOrNull('birth_month', before.birth_month),
    birth_day: body.integerOrNull('birth_day', before.birth_day),
  };
}

const digits = (text: string | undefined): number | null => (text ? Number(text) : null);

const objects = (value: unknown): readonly JsonObject[] | undefined =>
  Array.isArray(value) ? value.filter((item) => isRecord(item)) : undefined;

/** Sets the fields that the body names; the others keep their value. */
function customData(
  before: readonly ShoplineCustomValue[],
  fields: unknown,
  { customFields }: ShoplineKnobs,
): readonly ShoplineCustomValue[] {
  if (!isRecord(fields)) return before;
  const named = customFields.flatMap((field): ShoplineCustomValue[] => {
    const value = fields[field.field_id];
    return typeof value === 'string' ? [{ type: 'text', ...field, value }] : [];
  });
  return [...before.filter(({ field_id }) => !Object.hasOwn(fields, field_id)), ...named];
}

/** The mobile number as a shop shows it: by default, Taiwanese numbers get the leading 0 that the request may omit. */
function storedMobile(
  mobile: string,
  callingCode: string,
  { phoneStored }: Pick<ShoplineKnobs, 'phoneStored'>,
): string {
  if (callingCode !== '886' || phoneStored === 'as_sent') return mobile;
  const bare = mobile.replace(/^0/, '');
  return phoneStored === 'with_zero' ? `0${bare}` : bare;
}

const storedEmail = (
  email: string | null,
  { emailStored }: Pick<ShoplineKnobs, 'emailStored'>,
): string | null => (emailStored === 'lower' ? (email?.toLowerCase() ?? null) : email);

/** On create, the body's lists are the customer's. */
const SET = { tagsOnUpdate: 'replaced', addressesOnUpdate: 'replaced' } as const;

type ContactPhones = Pick<ShoplineCustomer, 'phones' | 'phone' | 'phone_country_code'>;

/** `phones` replaces the list; `phone` becomes its last item, as documented for answers. */
function contactPhones(before: ContactPhones, body: Reader): ContactPhones {
  const list = body.has('phones') ? readList(body) : before.phones;
  const last = body.textOrNull('phone', null);
  const phones = last === null ? list : [...list.filter((item) => item !== last), last];
  return {
    phones,
    phone: phones.at(-1) ?? null,
    phone_country_code: body.textOrNull('phone_country_code', before.phone_country_code),
  };
}

/** Two documented forms: the Guide sends comma-separated text, the Reference of update a list. */
function readList(body: Reader): readonly string[] {
  const items = body.list('phones', body.text('phones', '').split(','));
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

/** Most tags of one customer. */
const MAX_TAGS = 60;

/** As documented: beyond the limit nothing changes, and the answer does not report it. */
export function tagsWithinLimit(
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const unique = [...new Set(after)];
  return unique.length > MAX_TAGS ? before : unique;
}

/** @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags */
export function patchTags(
  before: readonly string[],
  tags: readonly string[],
  mode: 'add' | 'remove',
): readonly string[] {
  if (mode === 'remove') return before.filter((tag) => !tags.includes(tag));
  return tagsWithinLimit(before, [...before, ...tags]);
}
