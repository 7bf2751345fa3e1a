/**
 * Why a part of a signup was left out. A closed list: `docs/left-out.md` has a row for each, and a test keeps the two
 * equal.
 */
export const LEFT_OUT_RULES = [
  'impossible_phone',
  'invalid_phone',
  'phone_extension',
  'second_contact',
  'invalid_email',
  'invalid_birthday',
  'future_birthday',
  'unknown_country',
  'no_visible_character',
  'too_long',
  'too_many',
  'wrong_form',
  'wrong_value',
  'contact_of_another',
  'anonymous_contact',
  'anonymous_grant',
  'contact_not_shown',
  'shop_says_no',
] as const;

export type LeftOutRule = (typeof LEFT_OUT_RULES)[number];

/** A part of a signup that was not used. Free of personal data. */
export interface LeftOut {
  /** As in a store's `fields`: `phone`, `addresses.0.phone`, `tags.3`. */
  readonly path: string;
  readonly rule: LeftOutRule;
}
