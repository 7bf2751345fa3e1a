import type { JsonObject } from '../json.ts';
import { readerOf, type Reader } from '../read.ts';
import type { ShoplineCustomer, ShoplineCustomValue } from './customer.ts';
import type { ShoplineKnobs } from './knobs.ts';
import { contactPhones, storedMobile } from './phones.ts';
import { tagsWithinLimit } from './tags.ts';
import { parseShoplineTime, toShoplineTime } from './time.ts';
import { isRecord } from '../../../util/is-record.ts';

/** What create and update have in common: the customer with the parameters of a checked body. What it does not name stays. */
export function applyBody(
  before: ShoplineCustomer,
  input: JsonObject,
  knobs: ShoplineKnobs,
): ShoplineCustomer {
  const body = readerOf(input);
  const code = body.textOrNull(
    'mobile_phone_country_calling_code',
    before.mobile_phone_country_calling_code,
  );
  const mobile = body.textOrNull('mobile_phone', before.mobile_phone);
  return {
    ...before,
    ...contactPhones(before, body),
    ...pendingRecord(before, body),
    ...consents(before, body),
    ...profile(before, body),
    mobile_phone: mobile === null ? null : storedMobile(mobile, code ?? ''),
    mobile_phone_country_calling_code: code,
    membership_tier: body.has('membership_tier_id')
      ? (knobs.tiers.find(({ id }) => id === input['membership_tier_id']) ?? null)
      : before.membership_tier,
    delivery_addresses: objects(input['delivery_addresses']) ?? before.delivery_addresses,
    tags: tagsWithinLimit(before.tags, body.list('tags', before.tags)),
    custom_data: customData(before.custom_data, input['custom_fields'], knobs),
  };
}

type Part<K extends keyof ShoplineCustomer> = Pick<ShoplineCustomer, K>;

function profile(before: ShoplineCustomer, body: Reader): Partial<ShoplineCustomer> {
  const registeredAt = body.textOrNull('registered_at', null);
  return {
    name: body.textOrNull('name', before.name),
    email: body.textOrNull('email', before.email),
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
): Part<'is_accept_marketing' | 'is_subscribed_marketing_email' | 'is_subscribed_marketing_sms'> {
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

function pendingRecord(
  before: ShoplineCustomer,
  body: Reader,
): Part<'birth_year' | 'birth_month' | 'birth_day'> {
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

/** Sets the named fields; the others stay. */
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
