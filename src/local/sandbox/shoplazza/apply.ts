import type { JsonObject } from '../../json.ts';
import { type Reader, parameterReader } from '../parameters.ts';
import type { ListRule, OmittedConsent, PerChannel } from '../knobs.ts';
import { listAfter, omittedConsent, perChannel } from '../update-rules.ts';
import { createdAddresses } from './addresses.ts';
import { blankCustomer, type ShoplazzaCustomer, toShoplazzaTime } from './customer.ts';
import type { ShoplazzaKnobs } from './knobs.ts';
import { addressesIn } from './rules.ts';

/** The customer of a checked create. By default an omitted consent is granted, as documented. */
export function createdCustomer(
  input: JsonObject,
  nowMs: number,
  { consentDefault, emailStored }: ShoplazzaKnobs,
): ShoplazzaCustomer {
  const body = parameterReader(input);
  const email = body.text('email', '') || null;
  const customer: ShoplazzaCustomer = {
    ...blankCustomer(nowMs),
    contact_type: body.text('contact_type', 'email') === 'phone' ? 'phone' : 'email',
    first_name: body.text('first_name', ''),
    last_name: body.text('last_name', ''),
    email: emailStored === 'lower' ? (email?.toLowerCase() ?? null) : email,
    phone: body.text('phone', '') || null,
    accepts_marketing: body.flag('accepts_marketing', perChannel(consentDefault, 'email')),
    accepts_sms_marketing: body.flag('accepts_sms_marketing', perChannel(consentDefault, 'sms')),
    tags: tagsOf(body, ''),
    registered_at: body.textOrNull('registered_at', null),
  };
  return { ...customer, addresses: createdAddresses(customer, addressesIn(input)) };
}

/** The body was checked: it has the form of its version. */
const tagsOf = (body: Reader, before: ShoplazzaCustomer['tags']): ShoplazzaCustomer['tags'] => {
  if (!body.has('tags')) return before;
  const list = body.list('tags', []);
  return list.length > 0 ? list : body.text('tags', '');
};

function tagsAfter(
  before: ShoplazzaCustomer['tags'],
  body: Reader,
  rule: ListRule,
): ShoplazzaCustomer['tags'] {
  if (!body.has('tags') || rule === 'ignored') return before;
  const given = tagsOf(body, '');
  if (rule === 'replaced') return given;
  const listOf = (tags: ShoplazzaCustomer['tags']): readonly string[] =>
    typeof tags === 'string' ? tags.split(',').filter((tag) => tag !== '') : tags;
  return [...listOf(before), ...listOf(given)];
}

/** What an update does besides setting the parameters that it holds. */
interface UpdateRules extends Pick<
  ShoplazzaKnobs,
  'nullOnUpdate' | 'tagsOnUpdate' | 'addressesOnUpdate'
> {
  /** What it does with a consent that it omits. */
  readonly omitted: PerChannel<OmittedConsent>;
}

/** The customer after a checked update. By default five parameters count, and all others are ignored. */
export function updatedCustomer(
  before: ShoplazzaCustomer,
  input: JsonObject,
  nowMs: number,
  { omitted, nullOnUpdate, tagsOnUpdate, addressesOnUpdate }: UpdateRules,
): ShoplazzaCustomer {
  const body = parameterReader(input);
  const { accepts_marketing: byMail, accepts_sms_marketing: bySms } = before;
  const email = body.flag(
    'accepts_marketing',
    omittedConsent(byMail, perChannel(omitted, 'email')),
  );
  const sms = body.flag('accepts_sms_marketing', omittedConsent(bySms, perChannel(omitted, 'sms')));
  const name = (key: 'first_name' | 'last_name'): string =>
    input[key] === null && nullOnUpdate === 'clears' ? '' : body.text(key, before[key]);
  const given = input['addresses'] === undefined ? undefined : addressesIn(input);
  return {
    ...before,
    first_name: name('first_name'),
    last_name: name('last_name'),
    addresses: listAfter(
      before.addresses,
      given && createdAddresses(before, given),
      addressesOnUpdate,
    ),
    accepts_marketing: email,
    accepts_sms_marketing: sms,
    // A consent that stays as it is keeps the flag of the last decision.
    subscribed_flag: email === before.accepts_marketing ? before.subscribed_flag : null,
    sms_subscribed_flag: sms === before.accepts_sms_marketing ? before.sms_subscribed_flag : null,
    tags: tagsAfter(before.tags, body, tagsOnUpdate),
    updated_at: toShoplazzaTime(nowMs),
  };
}
