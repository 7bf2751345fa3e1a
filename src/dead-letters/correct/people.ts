import { correctedParts, settingsOf } from '../../consume/corrected.ts';
import {
  openDelivery,
  type OpenedDelivery,
  partsOfDelivery,
} from '../../consume/prepare-delivery.ts';
import { prepareMessage } from '../../consume/prepare.ts';
import type { Part } from '../../consume/prepared.ts';
import { RejectedError } from '../../event/errors.ts';
import { eventFrom, isBatch, unwrap } from '../../event/event.ts';
import { personalTexts } from '../../event/personal-texts.ts';
import { createSafeId } from '../../event/safe-id.ts';
import type { Event } from '../../generated/types.ts';
import { readMessage } from '../../message/message.ts';
import { toRecord } from '../../message/to-record.ts';
import type { DeadLetter } from '../letter.ts';
import { type PredictDeps, predictPart } from '../predict/predict.ts';
import {
  countryOf,
  type LetterSignup,
  pastTime,
  signupOf,
  withPastTimes,
} from './letter-signup.ts';
import { CorrectionError } from './values.ts';

/** A letter as it can be corrected. */
export interface OpenedLetter {
  readonly receivedAt: number;
  readonly signups: readonly LetterSignup[];
  /** Of a webhook delivery or a batch: signups, tags, and others. Those with a corrected event do not count. */
  readonly entries?: readonly { readonly place: number; readonly part: Part }[];
  /** The webhook delivery that the letter holds. */
  readonly delivery?: Event;
  /** The events of the batch that the letter holds. */
  readonly batch?: readonly unknown[];
}

/** @throws CorrectionError the letter holds nothing that can be corrected. @throws WaitError the store cannot be read. */
export async function openLetter(letter: DeadLetter, deps: PredictDeps): Promise<OpenedLetter> {
  const receivedAt = Math.min(letter.firstSeenAt, letter.message.sentAt);
  const content = contentIn(letter.message.body);
  if (isBatch(content)) return openedBatch(content, letter, receivedAt, deps);
  const event = eventIn(content);
  if (event.type !== 'webhook.delivered') {
    return { receivedAt, signups: [await signupOf(event, 0, receivedAt, deps)] };
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

function contentIn(body: string): unknown {
  try {
    return unwrap(body);
  } catch (error) {
    throw notAnEvent(error);
  }
}

function eventIn(content: unknown): Event {
  try {
    return eventFrom(content);
  } catch (error) {
    throw notAnEvent(error);
  }
}

const notAnEvent = (error: unknown): unknown =>
  error instanceof RejectedError
    ? new CorrectionError(
        `A correction changes the data of an event, and the letter holds no valid event: ${error.message}. The sender has to send it again.`,
      )
    : error;

/** An entry that is no valid event cannot be corrected, and stays for the others. */
async function openedBatch(
  batch: readonly unknown[],
  { message }: DeadLetter,
  receivedAt: number,
  deps: PredictDeps,
): Promise<OpenedLetter> {
  const copy = {
    key: '',
    to: 'signups',
    body: message.body,
    attributes: {},
    delaySeconds: 0,
  } as const;
  const { parts } = await prepareMessage(
    readMessage(toRecord(copy, message.sentAt), deps.now()),
    deps,
  );
  const signups = batch.map(async (content, place) => {
    const event = eventOrNone(content);
    return event && event.type !== 'webhook.delivered'
      ? [await signupOf(event, place, receivedAt, deps)]
      : [];
  });
  return {
    receivedAt,
    batch,
    signups: (await Promise.all(signups)).flat(),
    entries: parts.map((part, place) => ({ place, part })),
  };
}

function eventOrNone(content: unknown): Event | undefined {
  try {
    return eventFrom(content);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return undefined;
  }
}

/** Why no value can help a letter; undefined where one may. */
export function whyUncorrectable({
  body,
}: Pick<DeadLetter['message'], 'body'>): string | undefined {
  try {
    const content = contentIn(body);
    if (!isBatch(content)) eventIn(content);
    return undefined;
  } catch (error) {
    return error instanceof CorrectionError ? error.message : undefined;
  }
}

interface DeliveryParts extends Pick<OpenedLetter, 'receivedAt'> {
  readonly event: Event;
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
    const { type, id, vendorId, proven } = one;
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
        ...(proven && { proven }),
      },
    ];
  });
  const entries = open.flatMap(({ place }) => {
    const part = parts[place];
    return part ? [{ place, part }] : [];
  });
  return { delivery: event, receivedAt, signups, entries };
}

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
