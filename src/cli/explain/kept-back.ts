import type { ReadySignup } from '../../consume/prepared.ts';
import type { LeftOut, LeftOutRule } from '../../event/left-out.ts';
import type { DeliveryField, StoreSource } from '../../generated/types.ts';
import { listsIn } from '../../sources/custom/fields.ts';
import { presetOf } from '../../sources/custom/presets.ts';
import { NO_WORDS_SENT } from '../../sources/form/consent-answer.ts';
import { listsOf, referenceOf } from '../../sources/form/field-references.ts';
import type { UnclearConsent } from '../../sources/source.ts';
import { harmless, jsonText } from '../../util/harmless.ts';
import { memberOf } from '../../util/is-record.ts';
import type { ExplainedLeftOut, ExplainedTrust, ExplainedUnclear } from './explained.ts';
import type { Rules } from './read-rules.ts';

/** What the checks before the shop leave out, with the tool's own names of the fields. */
export function explainLeftOut(
  { leftOut = [], signup }: ReadySignup,
  { found }: Partial<Rules>,
): readonly ExplainedLeftOut[] {
  const explain = ({ path, rule }: LeftOut): ExplainedLeftOut => {
    const from = found?.fields?.[path] ?? found?.fields?.[path.replace(/\.\d+$/, '')];
    return { path, rule, text: LEFT_OUT_TEXTS[rule], ...(from && { from }) };
  };
  return [...leftOut, ...(signup.leftOut ?? [])].map(explain);
}

/** The unclear answers, each with the lines of configuration that would settle it. */
export const explainUnclear = ({ config, found }: Partial<Rules>): readonly ExplainedUnclear[] =>
  (found?.unclear ?? []).map((one) => withConfiguration(one, config));

function withConfiguration(one: UnclearConsent, config: StoreSource | undefined): ExplainedUnclear {
  const hasWords = one.said.length > 0 && !one.said.includes(NO_WORDS_SENT);
  return hasWords ? { ...one, configuration: configurationFor(one, config) } : one;
}

function configurationFor({ channel, field, said }: UnclearConsent, config?: StoreSource) {
  const path = `consent.${channel}` as const;
  const { reference, granted, denied } = askedAs({ channel, field }, config);
  const line = (lists: Readonly<Record<'granted' | 'denied', readonly string[]>>): string => {
    const filled = Object.entries(lists).filter(([, list]) => list.length > 0);
    const texts = filled.map(([name, list]) => `"${name}": ${listText(list)}`);
    return `"${path}": { ${[`"field": ${reference}`, ...texts].join(', ')} }`;
  };
  return {
    yes: line({ granted: [...granted, ...said], denied }),
    no: line({ granted, denied: [...denied, ...said] }),
  };
}

/** How the configuration asks for a consent: the reference of its question, as JSON, and its lists. */
function askedAs(
  { channel, field }: Pick<UnclearConsent, 'channel' | 'field'>,
  config: StoreSource | undefined,
): {
  readonly reference: string;
  readonly granted: readonly string[];
  readonly denied: readonly string[];
} {
  const path = `consent.${channel}`;
  if (config?.tool === 'custom') {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the source was read with it
    const own = memberOf(config.delivery?.['fields'], path) as DeliveryField | undefined;
    const { granted = [], denied = [] } = own === undefined ? {} : listsIn(own);
    const question: unknown = memberOf(own, 'field') ?? own ?? field;
    return { reference: harmless(JSON.stringify(question)), granted, denied };
  }
  const fields = config?.fields ?? {};
  const given = fields[path];
  const { granted = [], denied = [] } = listsOf(fields, channel) ?? {};
  return {
    reference: jsonText(given === undefined ? field : referenceOf(given)),
    granted,
    denied,
  };
}

const listText = (list: readonly string[]): string =>
  `[${list.map((text) => jsonText(text)).join(', ')}]`;

/** Whether the source is trusted, and the setting that decided it. */
export function explainTrust(
  { signup }: Pick<ReadySignup, 'signup'>,
  { config, found }: Partial<Rules>,
): ExplainedTrust {
  const { trust, reconsent = false } = signup;
  if (found?.trust === trust) return { trust, by: 'the ID token of LINE', reconsent };
  return { trust, by: decidedBy(trust, signup.data.options?.trust, config), reconsent };
}

function decidedBy(
  trust: string,
  byEvent: string | undefined,
  config: StoreSource | undefined,
): string {
  if (config?.trust === trust) {
    // What the source says itself is the same as what its preset says.
    const isPreset = presetOf(config.preset)?.trust === trust;
    return isPreset ? `the preset ${config.preset}` : '`trust` of the source';
  }
  if (byEvent === trust) return '`data.options.trust` of the event';
  return config === undefined ? 'default of direct events' : `default of ${config.tool}`;
}

/** Why a part is left out, in a few words. `docs/left-out.md` says what to do. */
const LEFT_OUT_TEXTS: Readonly<Record<LeftOutRule, string>> = {
  impossible_phone: 'not a phone number',
  invalid_phone: 'no numbering plan knows this number, and another contact is left',
  phone_extension: 'the extension only; the phone is kept',
  second_contact: 'the second contact of one field; the first is kept',
  invalid_email: 'not an e-mail address',
  invalid_birthday: 'not a day of the years 1900 to 2099',
  future_birthday: 'a birthday in the future',
  unknown_country: 'an unknown country, so the whole address',
  no_visible_character: 'no visible character, or no name: `-`, `N/A`',
  too_long: 'too long; of a note and of the words of a consent the beginning is kept',
  too_many: 'more than a signup may hold',
  wrong_form: 'another type than expected',
  wrong_value: 'a value that is not allowed',
  contact_of_another: 'the contact of another customer',
  anonymous_contact: 'a contact that an anonymous source may not give',
  anonymous_grant: 'a yes that an anonymous source may not give',
  contact_not_shown: 'a yes for a contact that the shop does not show',
  shop_says_no: 'the shop has a later no',
  shop_is_newer: "the shop's record is newer",
};
