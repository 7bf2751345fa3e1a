import { randomUUID } from 'node:crypto';

/** @see https://shoplazza.dev/reference/create-address-3 */
export interface ShoplazzaAddress {
  readonly id: string;
  readonly customer_id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly company: string;
  readonly address1: string;
  readonly address2: string;
  readonly area: string;
  readonly city: string;
  readonly province: string;
  readonly province_code: string;
  readonly country: string;
  readonly country_code: string;
  readonly zip: string;
  readonly phone: string;
  readonly phone_area_code: string | null;
  readonly gender: string;
  readonly default: boolean;
}

/**
 * A customer as stored. Answers omit `registered_at`; a password is checked and not stored.
 *
 * @see https://shoplazza.dev/reference/customer-5
 */
export interface ShoplazzaCustomer {
  /** A UUID. */
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string | null;
  readonly phone: string | null;
  /** The primary contact; it never changes. */
  readonly contact_type: 'email' | 'phone';
  readonly accepts_marketing: boolean;
  readonly accepts_sms_marketing: boolean;
  /** The last decision about e-mail: 1 (merchant) and 2 (customer) against it, 3 and 4 for it. Null: by the API. */
  readonly subscribed_flag: number | null;
  /** The same for SMS. */
  readonly sms_subscribed_flag: number | null;
  /** As last written: one text with commas, or, since 2025-06, a list. */
  readonly tags: string | readonly string[];
  readonly registered_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly addresses: readonly ShoplazzaAddress[];
}

/** A customer without any data. @param nowMs milliseconds since the epoch. */
export function blankCustomer(nowMs: number): ShoplazzaCustomer {
  const time = toShoplazzaTime(nowMs);
  return {
    id: randomUUID(),
    first_name: '',
    last_name: '',
    email: null,
    phone: null,
    contact_type: 'email',
    accepts_marketing: false,
    accepts_sms_marketing: false,
    subscribed_flag: null,
    sms_subscribed_flag: null,
    tags: '',
    registered_at: null,
    created_at: time,
    updated_at: time,
    addresses: [],
  };
}

/** Time in Shoplazza's format: `2024-04-17T11:10:33Z`. @param ms milliseconds since the epoch. */
export function toShoplazzaTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
