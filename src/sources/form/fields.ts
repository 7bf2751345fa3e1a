import { RejectedError } from '../../event/errors.ts';
import { readPhone } from '../../event/phone.ts';
import type {
  SignupAddress,
  SignupChannelConsent,
  SignupConsent,
  StoreSource,
} from '../../generated/types.ts';
import { type Answer, allTexts } from './answer.ts';
import { toConsent } from './consent-answer.ts';
import { listsOf } from './field-references.ts';
import { genderOf, isTextField, tagTextsOf, textOf } from './field-values.ts';
import { known } from '../read/found.ts';
import { type Match, matchAnswers } from './match-answers.ts';
import type { FoundSignup, SourceContext, UnclearConsent } from '../source.ts';
import { toAddress } from '../read/to-address.ts';
import { tagsIn, toText } from '../read/texts.ts';

const ADDRESS =
  /^addresses\.([0-4])\.(firstName|lastName|phone|line1|line2|district|city|province|provinceCode|postalCode|countryCode|company)$/;
const CONSENT = /^consent\.(email|sms)(\.text)?$/;
/** A field beside the phone; a country that is written `+886` is one, too. */
const CALLING_CODE = 'phone.callingCode';
const TAGS = /^tags(?:\.\d+)?$/;

/**
 * The answers of a form as the data of a signup, by the source's `fields` and the defaults (see `matchAnswers`). Blank
 * answers are left out.
 *
 * @throws RejectedError `invalid_delivery` when the source's `fields` name a place that no signup has.
 */
export function toSignupData(
  answers: readonly Answer[],
  { config, country }: SourceContext,
): Pick<FoundSignup, 'data' | 'unclear' | 'fields'> {
  const stray = Object.keys(config.fields ?? {}).find((path) => !isPath(path));
  if (stray !== undefined) {
    const detail = `the source's \`fields\` name "${stray}", which no signup has; correct the store's configuration, then replay`;
    throw new RejectedError('invalid_delivery', detail);
  }
  const matches = matchAnswers(answers, config.fields);
  const tags = toTags(matches);
  const addresses = toAddresses(matches);
  const gender = matches.find(({ path }) => path === 'gender');
  const { consent, unclear } = toConsents(matches, config.fields);
  const data: FoundSignup['data'] = {
    customer: {
      ...textsOf(matches, config.timeZone),
      ...phoneOf(matches, country),
      ...known({ gender: gender && genderOf(gender.answer) }),
      ...(tags.length > 0 && { tags }),
      ...(addresses.length > 0 && { addresses }),
    },
    ...(Object.keys(consent).length > 0 && { consent }),
  };
  return { data, ...(unclear.length > 0 && { unclear }), fields: referencesIn(matches) };
}

const isPath = (path: string): boolean =>
  isTextField(path) ||
  path === 'gender' ||
  path === CALLING_CODE ||
  ADDRESS.test(path) ||
  CONSENT.test(path) ||
  TAGS.test(path);

/** Each once. What no shop can hold as a tag is left out later, and reported. */
const toTags = (matches: readonly Match[]): string[] =>
  tagsIn(
    matches.filter(({ path }) => TAGS.test(path)).flatMap(({ answer }) => tagTextsOf(answer)),
  ) ?? [];

function textsOf(
  matches: readonly Match[],
  timeZone: string | undefined,
): Readonly<Record<string, string>> {
  const texts = matches.flatMap(({ path, answer }) => {
    const text = isTextField(path) ? textOf(path, answer, timeZone) : undefined;
    return text === undefined ? [] : [[path, text] as const];
  });
  return Object.fromEntries(texts);
}

/** A phone whose calling code was asked for in a field of its own. */
function phoneOf(
  matches: readonly Match[],
  country: string | undefined,
): { readonly phone?: string } {
  const answer = matches.find(({ path }) => path === 'phone')?.answer;
  const text = answer && textOf('phone', answer);
  const callingCode = matches
    .filter(({ path }) => path === CALLING_CODE || path === 'addresses.0.countryCode')
    .flatMap(({ path, answer: { texts } }) =>
      texts.filter((one) => path === CALLING_CODE || /^\s*[+＋]\d{1,3}\s*$/u.test(one)),
    )[0];
  if (text === undefined || callingCode === undefined) return {};
  return { phone: readPhone(text, { country, callingCode })?.phone ?? text };
}

/** What the form calls the fields of the signup, by path. */
const referencesIn = (matches: readonly Match[]): Readonly<Record<string, string>> =>
  Object.fromEntries(matches.map(({ path, answer }) => [path, answer.refs[0] ?? '']));

/** By their number in `fields`; an empty one leaves no gap. */
function toAddresses(all: readonly Match[]): SignupAddress[] {
  const matches = all.filter((match) => isOfAddress(match, all));
  const parts = new Map<string, Record<string, string>>();
  for (const { path, answer } of matches) {
    const [, index = '', field = ''] = ADDRESS.exec(path) ?? [];
    const text = allTexts(answer)
      .map(toText)
      .find((one) => one !== undefined);
    if (index !== '' && text !== undefined) {
      parts.set(index, { ...parts.get(index), [field]: text });
    }
  }
  return [...parts]
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .flatMap(([, address]) => toAddress(address) ?? []);
}

/** A field named `city` or `country` alone is no address to send anything to, unless `fields` say so. */
const isOfAddress = ({ path, rule }: Match, all: readonly Match[]): boolean =>
  ADDRESS.test(path) &&
  (rule === 'fields' || all.some((other) => other.path === 'addresses.0.line1'));

function toConsents(
  matches: readonly Match[],
  fields: StoreSource['fields'],
): { readonly consent: SignupConsent; readonly unclear: readonly UnclearConsent[] } {
  const consent: { email?: SignupChannelConsent; sms?: SignupChannelConsent } = {};
  const unclear: UnclearConsent[] = [];
  for (const channel of ['email', 'sms'] as const) {
    const match = matches.find(({ path }) => path === `consent.${channel}`);
    if (match === undefined) continue;
    const text = matches.find(({ path }) => path === `consent.${channel}.text`);
    const proof = (text && allTexts(text.answer).join('; ').trim()) || undefined;
    const said = toConsent(match.answer, { channel, lists: listsOf(fields, channel), proof });
    if ('consent' in said && said.consent) consent[channel] = said.consent;
    if ('unclear' in said && said.unclear) {
      unclear.push({ channel, field: match.answer.refs[0] ?? '', said: said.unclear });
    }
  }
  return { consent, unclear };
}
