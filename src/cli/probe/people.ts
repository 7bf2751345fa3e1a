import { phoneParts } from '../../platforms/shared/facts.ts';
import { UsageError } from '../usage-error.ts';

/** An invented person. No such person exists: the domain and the numbers are the user's own. */
export interface Invented {
  readonly number: number;
  readonly email: string;
  /** E.164. Of each person two: the second one is a contact phone. */
  readonly phone: string;
  readonly otherPhone: string;
}

/** The people that a probe may invent. */
export interface People {
  /** @throws UsageError the range has no number left. */
  readonly person: (number: number) => Invented;
  /** Whether a contact of a customer is one of the invented: an e-mail below the domain, or a number of the range. */
  readonly owns: (contact: { readonly kind: string; readonly value: string }) => boolean;
}

/** Numbers that a probe needs: two for each of four people, and as many again for a run that was killed. */
const LEAST_NUMBERS = 20;

const DOMAIN = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** @param phones `+886900000000-+886900000019`. @throws UsageError one of them cannot be used. */
export function inventPeople(domain: string, phones: string): People {
  if (!DOMAIN.test(domain)) {
    throw new UsageError(
      '--domain is no domain. Give one that you own, such as probe.example.org.',
    );
  }
  const [, from = '', to = ''] = /^\s*\+(\d{7,15})\s*-\s*\+(\d{7,15})\s*$/.exec(phones) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === '' || from.length !== to.length || last - first + 1 < LEAST_NUMBERS) {
    throw new UsageError(
      `--phones is no range of at least ${LEAST_NUMBERS} numbers. Give two numbers of your own with calling code, such as +886900000000-+886900000019.`,
    );
  }
  const numberAt = (place: number): string => {
    const number = `+${String(first + place).padStart(from.length, '0')}`;
    if (first + place <= last) return number;
    throw new UsageError('--phones has no number left. Give a longer range, and a new --file.');
  };
  const codes = [`+${from}`, `+${to}`].map((number) => phoneParts(number)?.callingCode);
  if (codes[0] === undefined || codes[0] !== codes[1]) {
    throw new UsageError(
      '--phones is no range of one country: its numbers need the same calling code.',
    );
  }
  const suffix = `@${domain.toLowerCase()}`;
  return {
    person: (number) => ({
      number,
      // Capitals show what the shop makes of the letters.
      email: `Relay-Probe-${number}${suffix}`,
      phone: numberAt(2 * number - 2),
      otherPhone: numberAt(2 * number - 1),
    }),
    owns: ({ kind, value }) => {
      if (kind === 'email') return value.toLowerCase().endsWith(suffix);
      const digits = value.replace(/^\+/, '');
      return digits.length === from.length && Number(digits) >= first && Number(digits) <= last;
    },
  };
}
