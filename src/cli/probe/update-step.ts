import type { HttpAnswer } from '../../http/http.ts';
import { phoneParts } from '../../platforms/shared/facts.ts';
import type { Findings, MainCustomer } from './journal.ts';
import type { Lab } from './lab.ts';
import type { ProbeChange, Seen } from './probe-shop.ts';

type Facts = Findings['facts'];
type Cleared = NonNullable<Facts['nullOnUpdate']>;

const FIRST = { tag: 'probe-one', street: '1 Probe Street' };
const SECOND = { tag: 'probe-two', street: '2 Probe Street' };
const GRANTED = { email: true, sms: true };
const DENIED = { email: false, sms: false };

/** A time in an answer may have whole seconds only. */
const NEXT_SECOND_MS = 1_100;

/** What an update does with lists, with `null` and empty texts, with omitted consents, and with `updated_at`. */
export async function updateStep(lab: Lab, main: MainCustomer | undefined): Promise<Findings> {
  const person = lab.nextPerson();
  const phone = { e164: person.phone, withZero: true };
  const created = await lab.create(person, {
    email: person.email,
    phone,
    consents: DENIED,
    details: FIRST,
    note: 'Note',
  });
  if ('refusal' in created) {
    const why = `the shop refused the customer with ${created.refusal.status}`;
    return { facts: {}, unknown: [{ fact: 'tagsOnUpdate', why }] };
  }
  const { id } = created;
  const customer = createUpdater(lab, id);
  const start = await lab.read(id);
  const denied = await customer.shownAfter({ details: SECOND });
  await customer.send({ consents: GRANTED });
  const granted = await customer.shownAfter({});
  const byNull = await customer.clearedBy(null);
  const byEmpty = await customer.clearedBy('');
  const moves = await unsubscribe(lab, id, customer);
  const consents = omittedConsents(denied, granted);
  return {
    facts: {
      ...spelling(lab, main, start, person.phone),
      ...(denied && {
        tagsOnUpdate: listRule(denied.tags, FIRST.tag, SECOND.tag),
        addressesOnUpdate: listRule(denied.streets, FIRST.street, SECOND.street),
      }),
      ...(consents !== undefined && { updateConsentDefault: consents }),
      ...(byNull && { nullOnUpdate: byNull }),
      ...(byEmpty && { emptyOnUpdate: byEmpty }),
      ...(moves !== undefined && { updatedAtOnUnsubscribe: moves }),
    },
    unknown: missing({
      tagsOnUpdate: denied,
      addressesOnUpdate: denied,
      updateConsentDefault: consents,
      nullOnUpdate: byNull,
      emptyOnUpdate: byEmpty,
      updatedAtOnUnsubscribe: moves,
    }),
  };
}

const missing = (found: Readonly<Record<string, unknown>>): Findings['unknown'] =>
  Object.entries(found)
    .filter(([, value]) => value === undefined)
    .map(([fact]) => ({
      fact,
      why: 'the shop refused the update, or its answers did not show it',
    }));

interface Updater {
  readonly send: (change: ProbeChange) => Promise<HttpAnswer>;
  /** The customer after an update; undefined if it was refused, or no answer shows it. */
  readonly shownAfter: (change: ProbeChange) => Promise<Seen | undefined>;
  readonly clearedBy: (value: null | '') => Promise<Cleared | undefined>;
}

/** Each update has a marker of its own, so a stale answer is known as one. */
function createUpdater(lab: Lab, id: string): Updater {
  let updates = 0;
  const isShown = (seen: Seen): boolean => seen.marker === `Marker ${updates}`;
  const send = (change: ProbeChange): Promise<HttpAnswer> =>
    lab.update(id, { marker: `Marker ${(updates += 1)}`, ...change });
  const shownAfter: Updater['shownAfter'] = async (change) => {
    const { status } = await send(change);
    return status < 300 ? lab.readUntil(id, isShown) : undefined;
  };
  return {
    send,
    shownAfter,
    async clearedBy(value) {
      await send({ note: 'Note' });
      const { status } = await send({ note: value });
      if (status === 400 || status === 409 || status === 422) return 'refused';
      const seen = status < 300 ? await lab.readUntil(id, isShown) : undefined;
      if (!seen) return undefined;
      return seen.note === undefined ? 'clears' : 'keeps';
    },
  };
}

/** Whether `updated_at` moves; undefined if the answers do not show it. */
async function unsubscribe(lab: Lab, id: string, customer: Updater): Promise<boolean | undefined> {
  const before = await customer.shownAfter({ consents: GRANTED });
  await lab.sleep(NEXT_SECOND_MS);
  const { status } = await lab.update(id, { consents: DENIED });
  if (status >= 300 || before?.updatedAt === undefined) return undefined;
  const after = await lab.readUntil(id, ({ consents }) => consents.email === false);
  return after?.updatedAt === undefined ? undefined : after.updatedAt > before.updatedAt;
}

function listRule(
  shown: readonly string[],
  first: string,
  second: string,
): 'replaced' | 'added' | 'ignored' {
  if (!shown.includes(second)) return 'ignored';
  return shown.includes(first) ? 'added' : 'replaced';
}

/** @param denied after an update without consents, which were denied. @param granted the same, where they were granted. */
function omittedConsents(
  denied: Seen | undefined,
  granted: Seen | undefined,
): Facts['updateConsentDefault'] {
  const rule = (channel: 'email' | 'sms'): boolean | 'denied' | undefined => {
    const [from, to] = [denied?.consents[channel], granted?.consents[channel]];
    if (from === undefined || to === undefined) return undefined;
    if (from) return true;
    return to ? false : 'denied';
  };
  const [email, sms] = [rule('email'), rule('sms')];
  if (email === undefined || sms === undefined || email === sms) return email;
  return { email, sms };
}

/** How SHOPLINE spells a number that was sent with 0, beside one that was sent without. */
function spelling(
  { dialect }: Lab,
  main: MainCustomer | undefined,
  seen: Seen | undefined,
  e164: string,
): Pick<Facts, 'phoneStored'> {
  const parts = phoneParts(e164);
  const shown = seen?.phone ?? seen?.contactPhones.at(-1);
  if (dialect.platform !== 'shopline' || !parts || !main?.shownPhone || !shown) return {};
  const withZero = shown === parts.national;
  const mainWithZero = main.shownPhone === phoneParts(main.phone)?.national;
  if (withZero !== mainWithZero) return { phoneStored: 'as_sent' };
  return { phoneStored: withZero ? 'with_zero' : 'without_zero' };
}
