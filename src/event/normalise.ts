import type { Contact, NormalSignup } from './signup.ts';
import { type Issue, RejectedError } from './errors.ts';
import type { Event, Signup } from '../generated/types.ts';
import { showIssue } from './issues.ts';
import { parsePhone } from './phone.ts';

interface NormaliseContext {
  /** When the relay first saw the event, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Region of phones without a calling code. */
  readonly country: string | undefined;
  /** Id and source of the event, as they may be shown. */
  readonly identity: { readonly eventId: string; readonly source: string };
}

/** How far ahead of us a producer's clock may be, in milliseconds. */
const CLOCK_TOLERANCE_MS = 300_000;

/**
 * Gives a valid signup the form the relay compares and sends: phones in E.164, times known and not in the future.
 *
 * @returns the signup, and whether a time had to be clamped to the time of receipt.
 * @throws RejectedError `invalid_signup` when a phone is impossible.
 */
export function normalise(
  event: Event,
  data: Signup,
  context: NormaliseContext,
): { readonly signup: NormalSignup; readonly clamped: boolean } {
  const { receivedAt, identity } = context;
  const { eventId, source: eventSource } = identity;
  const normal = withPhones(data, context.country);
  const times = [event.time, data.consent?.email?.at, data.consent?.sms?.at];
  const clamped = times.some((time) => timeOf(time, receivedAt).clamped);
  const contacts = contactsOf(normal);
  const signup: NormalSignup = {
    type: event.type === 'customer.updated' ? 'customer.updated' : 'customer.signed_up',
    store: data.store,
    eventId,
    eventSource,
    time: timeOf(event.time, receivedAt).ms,
    stampId: `${eventId}\n${eventSource}`,
    contacts,
    data: withConsentTimes(normal, receivedAt),
  };
  return { signup, clamped };
}

function timeOf(
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
      { ...consent, at: new Date(timeOf(consent.at, receivedAt).ms).toISOString() },
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
