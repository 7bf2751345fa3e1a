import { CHANNEL_CONTACT } from '../delivery/trust.ts';
import { refusalSignup } from '../delivery/refusals.ts';
import type { Settlement } from '../delivery/settle.ts';
import { normalise, type Sender } from '../event/normalise.ts';
import type { Contact, NormalSignup } from '../event/signup.ts';
import { validate } from '../event/validate.ts';
import type { Event, Store } from '../generated/types.ts';
import { validateSignup } from '../generated/validators.js';
import { isRecord } from '../util/is-record.ts';
import type { PartResult } from './attempted.ts';
import type { Part, ReadySignup } from './prepared.ts';

type DeadLetter = Extract<Settlement, { readonly action: 'deadLetter' }>;

export const isDeadLetter = (result: PartResult): result is DeadLetter =>
  'action' in result && result.action === 'deadLetter';

/**
 * Applies the refusals of a part that can never be delivered as a whole. They must not be lost to another field.
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
    readonly deliver: (ready: ReadySignup) => Promise<unknown>;
    readonly settle: (error: unknown) => Settlement;
  },
): Promise<Settlement> {
  const refusals = refusalsIn(part);
  if (refusals.length === 0) return letter;
  // The search for the customer has remembered them already.
  if (letter.reason === 'customer_not_found') return applied(letter);
  let isApplied = true;
  let waits: Settlement | undefined;
  for (const ready of refusals) {
    const failed = await deliver(ready).then(() => undefined, settle);
    if (failed?.action === 'deadLetter') isApplied = false;
    else waits ??= failed;
  }
  if (waits) return waits;
  return isApplied
    ? applied(letter)
    : { ...letter, detail: `the refusal was not applied; ${letter.detail}` };
}

const applied = (letter: DeadLetter): DeadLetter => ({
  ...letter,
  detail: `the refusal was applied; ${letter.detail}`,
});

/** One signup for each contact by which a part refuses something. */
function refusalsIn(part: Part): readonly ReadySignup[] {
  if ('error' in part) return part.refusals ?? [];
  if ('skipped' in part) return [];
  const { signup, store } = part;
  return refusalSignups(signup, deniedIn(signup, store)).map((each) => ({ ...part, signup: each }));
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

/** One signup for each contact by which something is refused: that of the channel, else the one that there is. */
function refusalSignups(signup: NormalSignup, keys: readonly string[]): readonly NormalSignup[] {
  const [first] = signup.contacts;
  if (first === undefined) return [];
  const byContact = Map.groupBy(
    keys,
    (key): Contact => signup.contacts.find(({ kind }) => kind === CHANNEL_CONTACT[key]) ?? first,
  );
  return [...byContact].map(([contact, denied]) => refusalSignup(signup, [contact], denied));
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
export function refusalsOfBroken(event: Event, context: BrokenContext): readonly NormalSignup[] {
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
