import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../json.ts';

export interface ShoplineTier {
  readonly id: string;
  readonly level: number;
  readonly name_translations: Readonly<Record<string, string>>;
}

export interface ShoplineCustomValue {
  readonly type: 'text';
  readonly name_translations: Readonly<Record<string, string>>;
  readonly field_id: string;
  readonly value: string;
}

/**
 * A customer as stored: the keys of an answer, two consents that answers omit, contact phones that answers hide. Keys
 * about orders and log-ins are left out.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/get-customer
 */
export interface ShoplineCustomer {
  /** 24 hex digits. */
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly gender: string | null;
  readonly birth_year: number | null;
  readonly birth_month: number | null;
  readonly birth_day: number | null;
  readonly memo: string | null;
  readonly phones: readonly string[];
  readonly phone: string | null;
  readonly phone_country_code: string | null;
  readonly mobile_phone: string | null;
  readonly mobile_phone_country_calling_code: string | null;
  readonly locale_code: string;
  readonly is_member: boolean;
  readonly is_blacklisted: boolean;
  readonly is_accept_marketing: boolean;
  readonly is_subscribed_marketing_email: boolean;
  readonly is_subscribed_marketing_sms: boolean;
  readonly credit_balance: number;
  readonly custom_data: readonly ShoplineCustomValue[];
  readonly membership_tier: ShoplineTier | null;
  readonly tier_expires_at: string | null;
  readonly delivery_addresses: readonly JsonObject[];
  readonly ref_user_id: string | null;
  readonly facebook_info: JsonObject | null;
  readonly line_info: JsonObject | null;
  readonly created_by: string;
  readonly created_by_channel_id: string | null;
  readonly registered_by: string;
  readonly registered_by_channel_id: string | null;
  readonly tags: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly registered_at: string;
}

/** An id in MongoDB's format: the second of creation and random digits, as in the documentation's examples. */
const objectId = (nowMs: number): string =>
  Math.floor(nowMs / 1_000)
    .toString(16)
    .padStart(8, '0') + randomBytes(8).toString('hex');

/** A customer without any data. @param nowMs milliseconds since the epoch. */
export function blankCustomer(nowMs: number): ShoplineCustomer {
  const time = toShoplineTime(nowMs);
  return {
    id: objectId(nowMs),
    name: null,
    email: null,
    gender: null,
    birth_year: null,
    birth_month: null,
    birth_day: null,
    memo: null,
    phones: [],
    phone: null,
    phone_country_code: null,
    mobile_phone: null,
    mobile_phone_country_calling_code: null,
    locale_code: 'zh-hant',
    is_member: false,
    is_blacklisted: false,
    is_accept_marketing: false,
    is_subscribed_marketing_email: false,
    is_subscribed_marketing_sms: false,
    credit_balance: 0,
    custom_data: [],
    membership_tier: null,
    tier_expires_at: null,
    delivery_addresses: [],
    ref_user_id: null,
    facebook_info: null,
    line_info: null,
    created_by: 'openapi',
    created_by_channel_id: null,
    registered_by: 'openapi',
    registered_by_channel_id: null,
    tags: [],
    created_at: time,
    updated_at: time,
    registered_at: time,
  };
}

/** Time in SHOPLINE's format: `2026-01-02T03:04:05.012+00:00`. @param ms milliseconds since the epoch. */
export function toShoplineTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00');
}

/** Reads `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS` and ISO 8601; a time without offset is UTC. @returns NaN for any other text. */
export function parseShoplineTime(text: string): number {
  const iso = text.trim().replace(' ', 'T');
  const isLocal = iso.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(iso);
  return Date.parse(isLocal ? `${iso}Z` : iso);
}
