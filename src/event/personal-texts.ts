import { entriesOf } from '../util/is-record.ts';

/**
 * Contacts and names of a person. `undefined` where a document holds more than can be looked for: no identifier that
 * comes with it is shown then.
 */
export type PersonalTexts = readonly string[] | undefined;

/** The last word of the name of a field that names or reaches a person: `email`, `recipient_phone`, `data[merges][FNAME]`. */
const PERSONAL = /(?:e?mail|e?mailaddress|phones?|phonenumber|mobile|sms|tel|name)$/;

/** So many characters at the end of a field's name are compared. */
const NAME_END = 40;

/** Its channels have the names of contacts, but its texts are no names of a person. */
const CONSENT = 'consent';

/** The most values of a document that is read. */
const MAX_VALUES = 50_000;

/** Characters of all personal texts of a document: five addresses with the longest names have less. */
const MAX_CHARACTERS = 10_000;

/** Most names of one object that are looked for in pairs: given, family and full name, and three more. */
const MAX_PAIRED = 6;

interface Found {
  readonly value: unknown;
  readonly isPersonal: boolean;
}

/**
 * The texts that no identifier may hold, from any documents. Identifiers of invalid signups are logged too. Goes
 * through the documents level by level, because a hostile document can be nested as deeply as it is long.
 *
 * @returns each text once; two names of one object also as one text, in both orders.
 */
export function personalTexts(...documents: readonly unknown[]): PersonalTexts {
  const texts = new Set<string>();
  let level: readonly Found[] = documents.map((value) => ({ value, isPersonal: false }));
  let values = 0;
  let characters = 0;
  while (level.length > 0) {
    values += level.length;
    if (values > MAX_VALUES) return undefined;
    for (const text of level.flatMap(textsOf)) {
      characters += text.length;
      if (characters > MAX_CHARACTERS) return undefined;
      texts.add(text);
    }
    level = level.flatMap(membersOf);
  }
  return [...texts];
}

/** The personal text that a value is, and the pairs of names that it holds. */
function textsOf({ value, isPersonal }: Found): readonly string[] {
  if (typeof value === 'string') return isPersonal && value !== '' ? [value] : [];
  if (typeof value === 'number') return isPersonal ? [String(value)] : [];
  const names = entriesOf(value)
    .filter(([key]) => isPersonal || isPersonalField(key))
    .flatMap(([, member]) => (isName(member) ? [member] : []))
    .slice(0, MAX_PAIRED);
  return names.flatMap((one) =>
    names.flatMap((other) => (one === other ? [] : [`${one} ${other}`])),
  );
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 200 && !/[@\d]/.test(value);

const membersOf = ({ value, isPersonal }: Found): readonly Found[] =>
  entriesOf(value).flatMap(([key, member]) =>
    key === CONSENT ? [] : [{ value: member, isPersonal: isPersonal || isPersonalField(key) }],
  );

/** Fields that were asked for: events have the same ones, and a pattern over each name takes most of the time here. */
const asked = new Map<string, boolean>();
const MOST_ASKED = 1_000;

function isPersonalField(key: string): boolean {
  const end = key.slice(-NAME_END);
  const known = asked.get(end);
  if (known !== undefined) return known;
  if (asked.size === MOST_ASKED) asked.clear();
  const isPersonal = PERSONAL.test(end.toLowerCase().replaceAll(/[^a-z]/g, ''));
  asked.set(end, isPersonal);
  return isPersonal;
}
