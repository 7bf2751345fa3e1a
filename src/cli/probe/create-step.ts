import { UsageError } from '../usage-error.ts';
import type { Findings, MainCustomer } from './journal.ts';
import type { Lab } from './lab.ts';
import type { Seen } from './probe-shop.ts';

/** After so long a search is tried, in milliseconds. The last one is the relay's own patience. */
const LAGS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

type Facts = Findings['facts'];

/** The first create, and how long a search does not show it. */
export async function createAndSearch(
  lab: Lab,
): Promise<Findings & { readonly main: MainCustomer }> {
  const person = lab.nextPerson();
  const created = await lab.create(person, {
    email: person.email,
    phone: { e164: person.phone, withZero: false },
    otherPhone: person.otherPhone,
  });
  if ('refusal' in created) {
    const { status, code, words = [] } = created.refusal;
    const said = [code, ...words].filter(Boolean).join(' ');
    throw new UsageError(
      `The shop refuses an invented customer: ${status}${said && ` ${said}`}. Nothing was written. Check --domain and --phones: a shop can allow the numbers of some countries only.`,
    );
  }
  const { id, status } = created;
  const email = created.seen?.email ?? person.email;
  const lag = await measureLag(lab, id, email);
  const seen = (await lab.read(id)) ?? created.seen;
  const shown = shownPhone(seen, lab);
  const { facts, unknown } = readFacts(lab, seen);
  return {
    facts: {
      ...(isKnown(status) && { createStatus: status }),
      searchLagMs: lag,
      emailStored: email === person.email ? 'as_sent' : 'lower',
      ...facts,
    },
    unknown: isKnown(status)
      ? unknown
      : [...unknown, { fact: 'createStatus', why: `a create was answered with ${status}` }],
    main: {
      id,
      email,
      phone: person.phone,
      ...(shown !== undefined && { shownPhone: shown }),
      isFound: lag !== null,
    },
  };
}

const isKnown = (status: number): status is 200 | 201 | 202 => [200, 201, 202].includes(status);

/** The time after which a search shows a customer at the latest; null after a minute without it. */
async function measureLag(lab: Lab, id: string, email: string): Promise<number | null> {
  const { now, sleep, pauseMs } = lab;
  const writtenAt = now();
  let last = 0;
  for (const lag of [Math.ceil(pauseMs), ...LAGS]) {
    // The pause before a call is part of the time.
    if (lag < last + pauseMs) continue;
    await sleep(Math.max(0, writtenAt + lag - pauseMs - now()));
    if ((await lab.finds(id, 'lag', email)) === true) return lag;
    last = lag;
  }
  return null;
}

/** As the shop spells it, where it shows the number at all. */
function shownPhone(seen: Seen | undefined, { dialect }: Lab): string | undefined {
  return seen?.phone ?? (dialect.platform === 'shopline' ? seen?.contactPhones.at(-1) : undefined);
}

function readFacts(
  { dialect }: Lab,
  seen: Seen | undefined,
): { readonly facts: Facts; readonly unknown: Findings['unknown'] } {
  if (!seen) {
    return {
      facts: {},
      unknown: [{ fact: 'consentDefault', why: 'the shop did not show the customer' }],
    };
  }
  const { email, sms } = seen.consents;
  const unknown: Findings['unknown'] = [];
  if (email === undefined) {
    unknown.push({ fact: 'consentDefault', why: 'answers show no consent' });
  } else if (sms === undefined) {
    unknown.push({
      fact: 'consentDefault',
      why: 'answers show no consent by SMS: the value is that by e-mail',
    });
  }
  return {
    facts: {
      ...(email !== undefined && {
        consentDefault: sms === undefined || sms === email ? email : { email, sms },
      }),
      ...(dialect.platform === 'shopline' ? { mobilePhones: mobilePhonesIn(seen) } : {}),
      ...(dialect.platform === 'shoplazza' && seen.phone !== undefined
        ? {
            phoneStored:
              seen.areaCode !== undefined && !seen.phone.startsWith('+')
                ? ('parts' as const)
                : ('as_sent' as const),
          }
        : {}),
    },
    unknown,
  };
}

function mobilePhonesIn({ phone, contactPhones }: Seen): NonNullable<Facts['mobilePhones']> {
  if (phone === undefined) return 'unconfirmed';
  return contactPhones.length > 0 ? 'beside' : 'confirmed';
}
