import type { Contact, NormalSignup, Trust } from './signup.ts';
import { type Issue, RejectedError } from './errors.ts';
import type { Event, Signup } from '../generated/types.ts';
import { showIssue } from './issues.ts';
import { parsePhone } from './phone.ts';
import type { LeftOut } from './left-out.ts';

interface NormaliseContext {
  /** When the relay first saw the event, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Region of phones without a calling code. */
  readonly country: string | undefined;
  /** Id and source of the event, safe for log and ledger. */
  readonly identity: { readonly eventId: string; readonly source: string };
  /** The trust in its sender. @default a verified sender */
  readonly sender?: Sender;
}

/** What the configuration says about the sender of an event. */
export interface Sender {
  readonly trust: Trust;
  /** Whether consents from an anonymous sender rank with verified ones. */
  readonly reconsent?: boolean | undefined;
}

/** How far a producer's clock may be ahead of ours, in milliseconds. */
const CLOCK_TOLERANCE_MS = 300_000;

/**
 * Brings a valid signup into the form that the relay compares and sends. Phones are E.164; times are present and not in
 * the future.
 *
 * @returns the signup, and whether a future time was replaced by the time of receipt.
 * @throws RejectedError `invalid_signup` when a phone is impossible.
 */
export function normalise(
  event: Event,
  data: Signup,
  context: NormaliseContext,
): { readonly signup: NormalSignup; readonly clamped: boolean } {
  const { receivedAt, identity } = context;
  const { eventId, source: eventSource } = identity;
  const { trust, reconsent } = senderOf(data, context.sender);
  const named = withPhones(data, context.country);
  const { data: normal, leftOut } = trust === 'anonymous' ? withoutIdentities(named) : kept(named);
  const times = [event.time, data.consent?.email?.at, data.consent?.sms?.at];
  const clamped = times.some((time) => timeWithin(time, receivedAt).clamped);
  const contacts = contactsOf(normal);
  const signup: NormalSignup = {
    type: event.type === 'customer.updated' ? 'customer.updated' : 'customer.signed_up',
    store: data.store,
    eventId,
    eventSource,
    time: timeWithin(event.time, receivedAt).ms,
    stampId: `${eventId}\n${eventSource}`,
    contacts,
    trust,
    ...(reconsent === true && { reconsent }),
    ...(leftOut.length > 0 && { leftOut }),
    data: withConsentTimes(normal, receivedAt),
  };
  return { signup, clamped };
}

/** An event may lower the trust of its sender, and never raise it. */
function senderOf(
  { options }: Signup,
  { trust, reconsent }: Sender = { trust: 'verified' },
): Sender {
  if (trust === 'verified' && options?.trust !== 'anonymous') return { trust };
  return { trust: 'anonymous', reconsent };
}

/** Parameters in `data.<platform>` that name a customer. */
const IDENTITIES = {
  shopline: ['email', 'mobile_phone', 'mobile_phone_country_calling_code'],
  shoplazza: ['email', 'phone'],
} as const;

interface Kept {
  readonly data: Signup;
  readonly leftOut: readonly LeftOut[];
}

const kept = (data: Signup): Kept => ({ data, leftOut: [] });

/**
 * The relay looks for the contacts in `data.customer`. An anonymous event must not give a customer an e-mail or a phone
 * without a search for it. It may be another customer's.
 */
function withoutIdentities(data: Signup): Kept {
  const leftOut: LeftOut[] = [];
  const own = new Set<unknown>([data.customer.email?.toLowerCase(), data.customer.phone]);
  const strip = (platform: 'shopline' | 'shoplazza'): Pick<Signup, typeof platform> => {
    const given = data[platform];
    const names = new Set<string>(IDENTITIES[platform]);
    if (given === undefined || ![...names].some((name) => Object.hasOwn(given, name))) return {};
    for (const name of names) {
      const value = given[name];
      if (value === undefined || own.has(typeof value === 'string' ? value.toLowerCase() : value))
        continue;
      leftOut.push({ path: `${platform}.${name}`, rule: 'anonymous_contact' });
    }
    const others = Object.entries(given).filter(([name]) => !names.has(name));
    return { [platform]: Object.fromEntries(others) };
  };
  return { data: { ...data, ...strip('shopline'), ...strip('shoplazza') }, leftOut };
}

/** A time within reach of ours. @param receivedAt milliseconds since the epoch; a later time becomes this one. */
export function timeWithin(
  text: string | null | undefined,
  receivedAt: number,
): { ms: number; clamped: boolean } {
  const ms = Date.parse(text ?? '');
  if (Number.isNaN(ms)) return { ms: receivedAt, clamped: false };
  const clamped = ms > receivedAt + CLOCK_TOLERANCE_MS;
  return { ms: clamped ? receivedAt : ms, clamped };
}

function withConsentTimes(data: Signup, receivedAt: number): Signup {
  if (data.consent === undefined) return data;
  const channels = Object.entries(data.consent).map(([channel, consent]) => {
    if (consent?.at === undefined) return [channel, consent] as const;
    return [
      channel,
      { ...consent, at: new Date(timeWithin(consent.at, receivedAt).ms).toISOString() },
    ] as const;
  });
  return { ...data, consent: Object.fromEntries(channels) };
}

function withPhones(data: Signup, country: string | undefined): Signup {
  const issues: Issue[] = [];
  const toE164 = (phone: string, path: string): string => {
    const parsed = parsePhone(phone, country);
    if (parsed !== undefined) return parsed;
    issues.push({
      path,
      rule: 'phone',
      expected:
        "must be a possible phone number, with its calling code (+886…) or national in the store's country",
    });
    return phone;
  };
  const { customer } = data;
  const phone = customer.phone && toE164(customer.phone, '/customer/phone');
  const addresses = customer.addresses?.map((address, index) =>
    address.phone
      ? { ...address, phone: toE164(address.phone, `/customer/addresses/${index}/phone`) }
      : address,
  );
  if (issues.length > 0) {
    const detail = `the signup is not valid: ${issues.map(showIssue).join('; ')}`;
    throw new RejectedError('invalid_signup', detail, { issues });
  }
  return {
    ...data,
    customer: {
      ...customer,
      ...(phone !== undefined && { phone }),
      ...(addresses && { addresses }),
    },
  };
}

function contactsOf({ customer }: Signup): readonly Contact[] {
  const contacts: Contact[] = [];
  if (customer.email) contacts.push({ kind: 'email', value: customer.email.toLowerCase() });
  if (customer.phone) contacts.push({ kind: 'phone', value: customer.phone });
  return contacts;
}
