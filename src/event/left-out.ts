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
  'shop_is_newer',
] as const;

export type LeftOutRule = (typeof LEFT_OUT_RULES)[number];

/** A part of a signup that was not used. Free of personal data. */
export interface LeftOut {
  /** As in a store's `fields`: `phone`, `addresses.0.phone`, `tags.3`. */
  readonly path: string;
  readonly rule: LeftOutRule;
}

/** The parts of a signup that were not used, as its log line has them. */
export interface KeptBack {
  readonly leftOut?: readonly { readonly path: string; readonly rule: string }[];
  /** Channels whose consent is unclear. */
  readonly unclear?: readonly string[];
  /** Other customers who may be the same person. */
  readonly maybeDuplicates?: readonly string[];
}

/** A note names this many parts at most. */
const MOST_NAMED = 6;

/** The same in words: `left out: phone (impossible_phone)`, `unclear: consent.email`. Paths and rules, never values. */
export function keptBackNotes({
  leftOut = [],
  unclear = [],
  maybeDuplicates = [],
}: KeptBack): readonly string[] {
  const notes: readonly (readonly [string, readonly string[]])[] = [
    ['left out', leftOut.map(({ path, rule }) => `${path} (${rule})`)],
    ['unclear', unclear.map((channel) => `consent.${channel}`)],
    ['maybe a duplicate of', maybeDuplicates],
  ];
  return notes.flatMap(([title, parts]) => {
    if (parts.length === 0) return [];
    const more = parts.length - MOST_NAMED;
    const tail = more > 0 ? [`${more} more`] : [];
    return `${title}: ${[...parts.slice(0, MOST_NAMED), ...tail].join(', ')}`;
  });
}
