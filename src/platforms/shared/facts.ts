import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Fact, ParameterFact, Stamp, TagFact } from '../../delivery/platform-port.ts';
import { isWeak } from '../../delivery/trust.ts';
import type { Digest } from '../../event/digest.ts';
import type { NormalSignup } from '../../event/signup.ts';
import { CJK } from '../../util/cjk.ts';
import type { RequestParameters } from './parameters.ts';

/** The signup that the facts come from. */
export interface FactContext {
  readonly signup: NormalSignup;
  /** Fact keys go to the ledger, which holds no personal data. So a tag or an address appears as its keyed hash. */
  readonly digest: Digest;
}

/** The time of the event. A consent has a time of its own where the event names one. */
export function stampOf(signup: NormalSignup, key: string, denied = false): Stamp {
  const { email, sms } = signup.data.consent ?? {};
  const at = { 'consent.email': email?.at, 'consent.sms': sms?.at }[key];
  const ms = Date.parse(at ?? '');
  const time = Number.isNaN(ms) ? signup.time : ms;
  return {
    time,
    id: signup.stampId,
    ...(denied && { denied: true as const }),
    ...(isWeak(signup, key, denied) && { weak: true as const }),
  };
}

/** The fact of one clock. The stamp of a denied consent says that it is a denial. */
export function parameterFact(
  key: string,
  parameters: RequestParameters,
  signup: NormalSignup,
): ParameterFact {
  const isDenied = key.startsWith('consent.') && Object.values(parameters).includes(false);
  return { kind: 'parameters', key, stamp: stampOf(signup, key, isDenied), parameters };
}

/** One fact per tag, each with a clock of its own. */
export function tagFacts(
  tags: readonly string[],
  { signup, digest }: FactContext,
): readonly TagFact[] {
  return tags.map((tag) => {
    const key = `tag:${digest(tag)}`;
    return { kind: 'tag', key, stamp: stampOf(signup, key), tag };
  });
}

export function tagsAmong(facts: readonly Fact[]): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === 'tag' ? [fact.tag] : []));
}

/** A name in two parts, as far as the event names them; `''` clears a part. */
export interface NameParts {
  readonly first?: string;
  readonly last?: string;
}

/**
 * First and last name as one text, in the order of their script: `Ada Lin`, but `林小美`.
 *
 * @returns `undefined` when neither is known.
 */
export function fullName(
  first: string | null | undefined,
  last: string | null | undefined,
): string | undefined {
  if (!first || !last) return first || last || undefined;
  return CJK.test(first) && CJK.test(last) ? `${last}${first}` : `${first} ${last}`;
}

/**
 * Splits a name at its last space. A single word stays whole as the first name. So does a Chinese, Japanese or Korean
 * name: a split would be a guess. The last name is then `''`, which clears an older one.
 */
export function splitName(name: string): Required<NameParts> {
  const whole = name.trim();
  const at = CJK.test(whole) ? -1 : whole.search(/\s\S*$/);
  if (at < 0) return { first: whole, last: '' };
  return { first: whole.slice(0, at).trimEnd(), last: whole.slice(at + 1) };
}

/** A phone in the two fields that shops store. */
interface PhoneParts {
  /** Digits as dialled inside the country, with the national prefix: `0912345678`. */
  readonly national: string;
  /** Digits without `+`: `886`. */
  readonly callingCode: string;
}

/** @param e164 e.g. `+886912345678`. @returns `undefined` for a text that is no phone number. */
export function phoneParts(e164: string): PhoneParts | undefined {
  const phone = parsePhoneNumberFromString(e164);
  if (phone === undefined) return undefined;
  const callingCode = phone.countryCallingCode;
  const dialled = phone.formatNational().replaceAll(/\D/g, '');
  // Some countries dial with a prefix that cannot be read back. Then the number without any prefix is safer.
  const isReadable = toE164({ national: dialled, callingCode }) === phone.number;
  return { national: isReadable ? dialled : phone.nationalNumber, callingCode };
}

/**
 * The inverse of `phoneParts`, for numbers that a shop stores: with or without national prefix, `+`, spaces, dashes.
 *
 * @returns `undefined` for a text that is no phone number, and for a national number without a calling code.
 */
export function toE164({ national, callingCode }: PhoneParts): string | undefined {
  const code = callingCode.replace(/^\+/, '');
  if (national.length > 40 || !/^\d{0,4}$/.test(code)) return undefined;
  try {
    return parsePhoneNumberFromString(national, { defaultCallingCode: code })?.number;
  } catch {
    // The library throws on a calling code that no country has; a shop can store any.
    return undefined;
  }
}
