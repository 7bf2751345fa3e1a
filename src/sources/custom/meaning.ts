import { createHash } from 'node:crypto';
import type {
  DeliveryMeaning,
  DeliveryReference,
  DeliveryTime,
  SourceDelivery,
} from '../../generated/types.ts';
import { normalForm } from '../form/consent-words.ts';
import { timeOfMilliseconds, timeOfSeconds, timeOfText } from '../read/times.ts';
import { listed, type LookedUp, type LookUp, textsIn } from './look-up.ts';
import type { PostedPerson } from './post.ts';

/** What an event says, by `when`. */
export type Meaning =
  | { readonly kind: 'signed_up' | 'updated' }
  /** By these channels, and by those that the consents deny. */
  | { readonly kind: 'refusal'; readonly channels: readonly ('email' | 'sms')[] }
  /** `why` is free of the sender's texts. */
  | { readonly kind: 'skip'; readonly why: string };

export interface FoundMeaning {
  readonly meaning: Meaning;
  /** The value that decided, and its place; absent without `when`, and where there is none. */
  readonly from?: LookedUp;
}

/** Stands for every value that is not listed. */
const ANY = '*';

/**
 * A value is compared as answers are: without regard to letter case, white space and width.
 *
 * @param name of the setting, for the log
 */
export function meaningOf(
  { when }: Pick<SourceDelivery, 'when'>,
  look: LookUp,
  name = 'when',
): FoundMeaning {
  if (when === undefined) return { meaning: { kind: 'signed_up' } };
  const [from] = listed<DeliveryReference>(when.at).flatMap(look.all);
  if (from === undefined) {
    return { meaning: { kind: 'skip', why: `\`${name}\` finds no value in it` } };
  }
  const meanings = new Map(
    Object.entries(when.values).map(([value, meaning]) => [normalForm(value), meaning]),
  );
  const said = textsIn(from.value).flatMap(
    (text) => meanings.get(normalForm(text)) ?? meanings.get(ANY) ?? [],
  );
  // Of several values a refusal comes first: it must not get lost.
  const decisive = said.find((one) => typeof one !== 'string' || one === 'refusals') ?? said[0];
  return { meaning: toMeaning(decisive, name), from };
}

/** What a post and its record say together: a refusal must not get lost, and neither creates what the other does not. */
export function bothOf(post: Meaning, record: Meaning): Meaning {
  const channels = [post, record].flatMap((one) => (one.kind === 'refusal' ? one.channels : []));
  if (post.kind === 'refusal' || record.kind === 'refusal')
    return { kind: 'refusal', channels: [...new Set(channels)] };
  if (post.kind === 'skip') return post;
  return record.kind === 'skip' || post.kind === 'signed_up' ? record : post;
}

function toMeaning(listedAs: DeliveryMeaning | undefined, name: string): Meaning {
  if (listedAs === undefined) return { kind: 'skip', why: `\`${name}\` does not list its value` };
  if (listedAs === 'signed_up' || listedAs === 'updated') return { kind: listedAs };
  if (listedAs === 'refusals') return { kind: 'refusal', channels: [] };
  if (typeof listedAs === 'string') return { kind: 'skip', why: `\`${name}\` skips its value` };
  const channels = (['email', 'sms'] as const).filter((channel) => listedAs[channel] === 'denied');
  return { kind: 'refusal', channels };
}

/** Longest id that is kept as it is; other tools have shorter ones. */
const LONGEST_ID = 200;
/** A line break in an id would break log lines. */
const UNFIT = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/**
 * The id of an event: that of the tool, else a hash of the whole post. A repeated post gives the same ids. Where several
 * people share the id of their post, each gets its number as well.
 *
 * @param said the values that decided what the event says: the same body can say two things by two headers.
 */
export function eventIdOf(person: PostedPerson, look: LookUp, said: readonly string[]): FoundId {
  const { post, index } = person;
  const { id, people, fetch } = post.settings;
  const [from] = listed<DeliveryReference>(id ?? []).flatMap(look.all);
  const text = from && textsIn(from.value)[0]?.trim();
  const own = (length: string): string => (index === undefined ? length : `${length}/${index}`);
  if ((text === undefined || from === undefined) && fetch !== undefined) {
    // A post of ids can repeat an entry beside other ones.
    const entry = JSON.stringify([person.keys, person.value]);
    return { id: `delivery-${hashed([entry, ...said].join('\n'))}` };
  }
  if (text === undefined || from === undefined) {
    const hash = said.length === 0 ? post.hash : hashed([post.hash, ...said].join('\n'));
    return { id: own(`delivery-${hash}`) };
  }
  const fit = text.length > LONGEST_ID || UNFIT.test(text) ? `id-${hashed(text)}` : text;
  const isShared = people !== undefined && (from.rule === 'header' || from.place.startsWith('#'));
  return { id: isShared ? own(fit) : fit, from };
}

export interface FoundId {
  readonly id: string;
  /** Absent where the id is a hash of the post. */
  readonly from?: LookedUp;
}

const hashed = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32);

export interface FoundTime {
  /** RFC 3339; absent where there is none, or none that can be read. */
  readonly time?: string;
  readonly from?: LookedUp;
}

/** When it became true: the first place that holds a time. */
export function eventTimeOf(
  { time: times }: SourceDelivery,
  look: LookUp,
  timeZone: string | undefined,
): FoundTime {
  for (const one of listed<DeliveryTime>(times ?? [])) {
    for (const from of look.all(placeOf(one))) {
      const unit = typeof one === 'string' ? undefined : one.unit;
      const time = textsIn(from.value)
        .map((text) => toTime(text.trim(), unit, timeZone))
        .find((text) => text !== undefined);
      if (time !== undefined) return { time, from };
    }
  }
  return {};
}

/** The place of a time, without its unit. */
export const placeOf = (time: DeliveryTime): DeliveryReference => {
  if (typeof time === 'string') return time;
  return time.header === undefined ? (time.at ?? '') : { header: time.header };
};

function toTime(text: string, unit?: string, timeZone?: string): string | undefined {
  if (!/^\d+(?:\.\d+)?$/.test(text)) return timeOfText(text, timeZone);
  if (unit === 's') return timeOfSeconds(text);
  if (unit === 'ms') return timeOfMilliseconds(text);
  return unit === 'ns' ? timeOfMilliseconds(text.slice(0, -6)) : undefined;
}
