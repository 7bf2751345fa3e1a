import { timeWithin } from '../../event/normalise.ts';
import { personalTexts } from '../../event/personal-texts.ts';
import { createSafeId } from '../../event/safe-id.ts';
import type { Event } from '../../generated/types.ts';
import { asRecord, memberOf } from '../../util/is-record.ts';
import type { FoundSignup } from '../../sources/source.ts';
import type { PredictDeps } from '../predict/predict.ts';

/** One signup of a letter, as the canonical event that it stands for. */
export interface LetterSignup {
  /** Place among the entries of the letter, from 0. */
  readonly place: number;
  readonly event: Event & { readonly data?: unknown };
  /** The id of the event as logs and ledger have it. */
  readonly shownId: string;
  /** When the relay received it, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Region of phones without a calling code. */
  readonly country: string | undefined;
  /** The source's own id of the customer. */
  readonly vendorId?: string;
  /** Kinds of contacts that the sender has proven. */
  readonly proven?: FoundSignup['proven'];
}

/** The signup of an event that stands for itself. */
export async function signupOf(
  event: Event,
  place: number,
  receivedAt: number,
  deps: PredictDeps,
): Promise<LetterSignup> {
  const shownId = createSafeId(deps.digest, personalTexts(event))(event.id);
  const data = withPastTimes(event.data, receivedAt);
  const signup = { ...event, data, time: pastTime(event.time, receivedAt) };
  return { place, event: signup, shownId, receivedAt, country: await countryOf(data, deps) };
}

/** The country of the store that the data of an event names; undefined if that store cannot be read. */
export async function countryOf(
  data: unknown,
  { stores }: Pick<PredictDeps, 'stores'>,
): Promise<string | undefined> {
  const name = memberOf(data, 'store');
  if (typeof name !== 'string') return undefined;
  return stores.get(name).then(
    ({ country }) => country,
    () => undefined,
  );
}

/** The corrected event arrives later than the old one. A time that counted as the time of receipt has to stay so. */
export function pastTime(text: string | null | undefined, receivedAt: number): string {
  const { ms, clamped } = timeWithin(text, receivedAt);
  const isKept = typeof text === 'string' && !clamped && !Number.isNaN(Date.parse(text));
  return isKept ? text : new Date(ms).toISOString();
}

/** The data of an event with no consent in the future. */
export function withPastTimes(data: unknown, receivedAt: number): unknown {
  const consent = Object.entries(asRecord(memberOf(data, 'consent')));
  if (!consent.some(([, said]) => isFuture(said, receivedAt))) return data;
  const past = consent.map(([channel, said]) => [
    channel,
    isFuture(said, receivedAt)
      ? { ...asRecord(said), at: new Date(receivedAt).toISOString() }
      : said,
  ]);
  return { ...asRecord(data), consent: Object.fromEntries(past) as unknown };
}

const isFuture = (said: unknown, receivedAt: number): boolean => {
  const at = memberOf(said, 'at');
  return typeof at === 'string' && timeWithin(at, receivedAt).clamped;
};
