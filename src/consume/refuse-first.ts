import { CHANNEL_CONTACT } from '../delivery/trust.ts';
import { refusalSignup } from '../delivery/refusals.ts';
import type { Outcome, Skipped } from '../delivery/job.ts';
import type { Settlement } from '../delivery/settle.ts';
import { normalise, type Sender } from '../event/normalise.ts';
import type { Contact, NormalSignup } from '../event/signup.ts';
import { validate } from '../event/validate.ts';
import type { Event, Store } from '../generated/types.ts';
import { validateSignup } from '../generated/signup-validators.js';
import { isRecord } from '../util/is-record.ts';
import type { PartResult } from './attempted.ts';
import type { Part, ReadySignup } from './prepared.ts';

type DeadLetter = Extract<Settlement, { readonly action: 'deadLetter' }>;

export const isDeadLetter = (result: PartResult): result is DeadLetter =>
  'action' in result && result.action === 'deadLetter';

/**
 * Applies the refusals of a part that can never be delivered as a whole. They must not be lost to another field.
 *
 * A refusal goes to the customer with the contact of its channel. If there is none, it is remembered on that contact, and
 * goes to the customer with another contact of the event: the event as a whole would have reached that one.
 *
 * @param deliver delivers one signup. @param settle decides what its failure means.
 * @returns the dead letter, which says so; or how the message has to wait until the refusals are applied.
 */
export async function refuseFirst(
  part: Part,
  letter: DeadLetter,
  {
    deliver,
    settle,
  }: {
    readonly deliver: (ready: ReadySignup) => Promise<Outcome | Skipped>;
    readonly settle: (error: unknown) => Settlement;
  },
): Promise<Settlement> {
  const refusals = refusalsIn(part);
  if (refusals.length === 0) return letter;
  // The search for the customer has remembered them already.
  if (letter.reason === 'customer_not_found') return applied(letter);
  let isApplied = true;
  let waits: Settlement | undefined;
  for (const byContact of refusals) {
    const tries = await refuseOnce(byContact, deliver, settle);
    const failed = tries.filter((tried) => typeof tried !== 'string');
    waits ??= failed.find((one) => !isDeadLetter(one));
    // No customer of the shop can have a contact that breaks its rules.
    const isRefused = failed.some((one) => isDeadLetter(one) && one.reason !== 'invalid_request');
    if (isRefused || failed.length === tries.length) isApplied = false;
  }
  if (waits) return withVerdict(waits, letter);
  return isApplied
    ? applied(letter)
    : { ...letter, detail: `the refusal was not applied; ${letter.detail}` };
}

/** The next run begins with the refusals: in a slow hour, one run may have no time for both. */
const withVerdict = (waits: Settlement, { reason, detail }: DeadLetter): Settlement =>
  waits.action === 'postpone' ? { ...waits, verdict: { reason, detail } } : waits;

/** How a refusal ended by one contact: at a customer, on the contact for a customer to come, or not at all. */
type Tried = 'applied' | 'remembered' | Settlement;

/** Tries the contacts in order until one leads to a customer. */
async function refuseOnce(
  byContact: readonly ReadySignup[],
  deliver: (ready: ReadySignup) => Promise<Outcome | Skipped>,
  settle: (error: unknown) => Settlement,
): Promise<readonly Tried[]> {
  const tries: Tried[] = [];
  for (const ready of byContact) {
    const tried = await deliver(ready).then(
      (outcome): Tried => ('customerId' in outcome ? 'applied' : 'remembered'),
      (error: unknown): Tried => {
        const failed = settle(error);
        return isDeadLetter(failed) && failed.reason === 'customer_not_found'
          ? 'remembered'
          : failed;
      },
    );
    tries.push(tried);
    if (tried === 'applied') break;
  }
  return tries;
}

const applied = (letter: DeadLetter): DeadLetter => ({
  ...letter,
  detail: `the refusal was applied; ${letter.detail}`,
});

/** Whether a part refuses anything. */
export const hasRefusals = (part: Part): boolean => refusalsIn(part).length > 0;

/** What a part refuses: for each channel, one signup by every contact. */
function refusalsIn(part: Part): readonly (readonly ReadySignup[])[] {
  if ('error' in part) return part.refusals ?? [];
  if (!('signup' in part)) return [];
  const { signup, store } = part;
  return refusalSignups(signup, deniedIn(signup, store)).map((refusal) =>
    refusal.map((each) => Object.assign({}, part, { signup: each, isRefusal: true as const })),
  );
}

/** The parameters of a shop that lower a consent. */
const DENYING = {
  shopline: {
    is_subscribed_marketing_email: 'consent.email',
    is_subscribed_marketing_sms: 'consent.sms',
  },
  shoplazza: { accepts_marketing: 'consent.email', accepts_sms_marketing: 'consent.sms' },
} as const;

function deniedIn({ data }: NormalSignup, { platform }: Store): readonly string[] {
  const overrides = data[platform] ?? {};
  const names = Object.entries(DENYING[platform]);
  const set = names.filter(([name]) => Object.hasOwn(overrides, name));
  const overridden = new Set<string>(set.map(([, key]) => key));
  const said = (['email', 'sms'] as const)
    .filter((channel) => data.consent?.[channel]?.state === 'denied')
    .map((channel) => `consent.${channel}`);
  return [
    ...said.filter((key) => !overridden.has(key)),
    ...set.filter(([name]) => overrides[name] === false).map(([, key]) => key),
  ];
}

/** For channels with the same first contact, one signup by every contact: the channel's own comes first. */
function refusalSignups(
  signup: NormalSignup,
  keys: readonly string[],
): readonly (readonly NormalSignup[])[] {
  // An unproven contact beside a proven one may be anybody's.
  const contacts = signup.proven?.length ? signup.proven : signup.contacts;
  const [first] = contacts;
  if (first === undefined) return [];
  const byContact = Map.groupBy(
    keys,
    (key): Contact => contacts.find(({ kind }) => kind === CHANNEL_CONTACT[key]) ?? first,
  );
  return [...byContact].map(([own, denied]) =>
    [own, ...contacts.filter((contact) => contact !== own)].map((contact) =>
      refusalSignup(signup, [contact], denied),
    ),
  );
}

interface BrokenContext {
  readonly store: Store;
  readonly receivedAt: number;
  readonly country: string | undefined;
  /** Id and source of the event, safe for log and ledger. */
  readonly identity: { readonly eventId: string; readonly source: string };
  readonly sender?: Sender;
}

/** The refusals of an event whose signup breaks the schema, as far as they can be read. Never throws. */
export function refusalsOfBroken(
  event: Event,
  context: BrokenContext,
): readonly (readonly NormalSignup[])[] {
  const { customer, consent, store } = recordOf(event.data);
  const keys = (['email', 'sms'] as const).filter(
    (channel) => recordOf(recordOf(consent)[channel])['state'] === 'denied',
  );
  const read = (kind: Contact['kind']): readonly NormalSignup[] => {
    const value = recordOf(customer)[kind];
    if (typeof value !== 'string') return [];
    const denials = (hasTimes: boolean) =>
      Object.fromEntries(
        keys.map((channel) => {
          const { at } = recordOf(recordOf(consent)[channel]);
          return [channel, { state: 'denied', ...(hasTimes && { at }) }];
        }),
      );
    for (const hasTimes of [true, false]) {
      const data = { store, customer: { [kind]: value.trim() }, consent: denials(hasTimes) };
      try {
        const signup = validate(validateSignup, plain(data), 'invalid_signup', 'the refusal');
        return [normalise(event, signup, context).signup];
      } catch {
        // Not usable like this.
      }
    }
    return [];
  };
  if (keys.length === 0) return [];
  const usable = [...read('email'), ...read('phone')];
  const [base] = usable;
  if (base === undefined) return [];
  const contacts = usable.flatMap((one) => one.contacts);
  return refusalSignups(
    { ...base, contacts },
    keys.map((channel) => `consent.${channel}`),
  );
}

/** Without members that are undefined. */
const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  isRecord(value) ? value : {};
