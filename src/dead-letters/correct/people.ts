import { correctedParts, settingsOf } from '../../consume/corrected.ts';
import {
  openDelivery,
  type OpenedDelivery,
  partsOfDelivery,
} from '../../consume/prepare-delivery.ts';
import type { Part } from '../../consume/prepared.ts';
import { RejectedError } from '../../event/errors.ts';
import { toEvent, unwrap } from '../../event/event.ts';
import { timeWithin } from '../../event/normalise.ts';
import { personalTexts } from '../../event/personal-texts.ts';
import { createSafeId } from '../../event/safe-id.ts';
import type { Event } from '../../generated/types.ts';
import { asRecord, memberOf } from '../../util/is-record.ts';
import type { DeadLetter } from '../letter.ts';
import { type PredictDeps, predictPart } from '../predict/predict.ts';
import { CorrectionError } from './values.ts';

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
}

/** A letter as it can be corrected. */
export interface OpenedLetter {
  /** The event that the letter holds. */
  readonly event: Event;
  readonly receivedAt: number;
  readonly signups: readonly LetterSignup[];
  /** The entries of a webhook delivery: signups, tags, and others. Those with a corrected event do not count. */
  readonly entries?: readonly { readonly place: number; readonly part: Part }[];
}

/** @throws CorrectionError the letter holds nothing that can be corrected. @throws WaitError the store cannot be read. */
export async function openLetter(letter: DeadLetter, deps: PredictDeps): Promise<OpenedLetter> {
  const receivedAt = Math.min(letter.firstSeenAt, letter.message.sentAt);
  const event = eventIn(letter.message.body);
  const { digest } = deps;
  if (event.type !== 'webhook.delivered') {
    const shownId = createSafeId(digest, personalTexts(event))(event.id);
    const data = withPastTimes(event.data, receivedAt);
    const signup = { ...event, data, time: pastTime(event.time, receivedAt) };
    const country = await countryOf(data, deps);
    return {
      event,
      receivedAt,
      signups: [{ place: 0, event: signup, shownId, receivedAt, country }],
    };
  }
  try {
    const read = { event, receivedAt, known: {} };
    const delivery = await openDelivery(read, deps);
    const parts = await partsOfDelivery(read, delivery, deps);
    const country = delivery.config.country ?? (await countryOf(event.data, deps));
    return openedDelivery({ event, receivedAt, delivery, parts, country, deps });
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    throw new CorrectionError(
      `The relay cannot read the delivery: ${error.message}. Correct the store's configuration, then replay the letter.`,
    );
  }
}

function eventIn(body: string): Event {
  try {
    return toEvent(unwrap(body));
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    throw new CorrectionError(
      `A correction changes the data of an event, and the letter holds no valid event: ${error.message}. The sender has to send it again.`,
    );
  }
}

interface DeliveryParts extends Pick<OpenedLetter, 'event' | 'receivedAt'> {
  readonly delivery: OpenedDelivery;
  readonly parts: readonly Part[];
  readonly country: string | undefined;
  readonly deps: Pick<PredictDeps, 'digest'>;
}

function openedDelivery(opened: DeliveryParts): OpenedLetter {
  const { event, receivedAt, delivery, parts, country, deps } = opened;
  const { found, config, source } = delivery;
  const isCorrected = correctedParts(event);
  const { trust } = settingsOf(config, source).sender;
  const open = found
    .map((one, place) => ({ one, place }))
    .filter(({ one, place }) => !isCorrected(place, one.id));
  const signups = open.flatMap(({ one, place }): readonly LetterSignup[] => {
    if (one.kind !== 'signup') return [];
    const { type, id, vendorId } = one;
    const options = { ...one.data.options, ...(trust === 'anonymous' && { trust }) };
    const data = {
      store: delivery.delivery.store,
      ...one.data,
      ...(Object.keys(options).length > 0 && { options }),
    };
    return [
      {
        place,
        event: {
          specversion: '1.0',
          id,
          source: `/webhooks/${delivery.delivery.store}/${delivery.delivery.source}`,
          type,
          time: pastTime(one.time, delivery.delivery.receivedAt),
          datacontenttype: 'application/json',
          data: withPastTimes(data, delivery.delivery.receivedAt),
        },
        shownId: createSafeId(deps.digest, personalTexts(one.data))(id),
        receivedAt: delivery.delivery.receivedAt,
        country,
        ...(vendorId !== undefined && { vendorId }),
      },
    ];
  });
  const entries = open.flatMap(({ place }) => {
    const part = parts[place];
    return part ? [{ place, part }] : [];
  });
  return { event, receivedAt, signups, entries };
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
function pastTime(text: string | null | undefined, receivedAt: number): string {
  const { ms, clamped } = timeWithin(text, receivedAt);
  const isKept = typeof text === 'string' && !clamped && !Number.isNaN(Date.parse(text));
  return isKept ? text : new Date(ms).toISOString();
}

function withPastTimes(data: unknown, receivedAt: number): unknown {
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

/**
 * The signup to correct: the one that is asked for, else the only one, else the only one that fails.
 *
 * @param number counts the entries of the letter from 1. @throws CorrectionError there is no such signup, or several.
 */
export async function chooseSignup(
  { signups, entries = [] }: OpenedLetter,
  number: number | undefined,
  deps: PredictDeps,
): Promise<LetterSignup> {
  const listed = signups.map(({ place }) => String(place + 1)).join(', ');
  if (signups.length === 0) {
    throw new CorrectionError(
      entries.some(({ part }) => 'unfetched' in part)
        ? 'The letter holds only an id. To correct it, give a captured answer of the tool: --answers <file>. Or replay it: the answers are fetched again.'
        : 'The letter holds no signup that could be corrected. To see it: dlq show <id>.',
    );
  }
  if (number !== undefined) {
    const asked = signups.find(({ place }) => place === number - 1);
    if (asked) return asked;
    throw new CorrectionError(`--person takes one of these numbers for this letter: ${listed}.`);
  }
  const failing: LetterSignup[] = [];
  const unreadable: string[] = [];
  for (const { place, part } of entries.length > 1 ? entries : []) {
    const { result } = await predictPart(part, deps.now(), deps);
    const signup = signups.find((one) => one.place === place);
    if (!('action' in result)) continue;
    if (signup) failing.push(signup);
    else unreadable.push(String(place + 1));
  }
  const [broken, ...more] = failing;
  if (broken && more.length === 0) return broken;
  if (failing.length === 0 && unreadable.length > 0) {
    throw new CorrectionError(
      `The tool's own data of entry ${unreadable.join(', ')} cannot be read, so there is no signup to correct. To correct another entry, add --person <number>, one of ${listed}.`,
    );
  }
  const [only, ...others] = signups;
  if (only && others.length === 0) return only;
  const which = failing.length > 0 ? failing : signups;
  throw new CorrectionError(
    `The letter holds ${signups.length} people, and ${failing.length} of them fail here. Say which one to correct: --person <number>, one of ${which.map(({ place }) => place + 1).join(', ')}.`,
  );
}
