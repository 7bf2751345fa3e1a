import type { Digest } from '../event/digest.ts';
import { RejectedError, WaitError } from '../event/errors.ts';
import { claimedId, claimedStore, toEvent, unwrap } from '../event/event.ts';
import { type PersonalTexts, personalTexts } from '../event/personal-texts.ts';
import { createSafeId } from '../event/safe-id.ts';
import type { Event } from '../generated/types.ts';
import type { Known, Message } from '../message/message.ts';
import type { Found } from '../sources/source.ts';
import { isRecord } from '../util/is-record.ts';
import type { ConsumeDeps } from './deps.ts';
import { correctionIn, prepareCorrected } from './corrected.ts';
import type { FetchRecords } from './fetch-records.ts';
import { prepareDelivery } from './prepare-delivery.ts';
import { nameIn, prepareSignup, type ReadEvent } from './prepare-signup.ts';
import type { Prepared, Work } from './prepared.ts';
import { checkSize, wholeWork } from './progress.ts';

/** Everything that the reading of a message needs. */
export interface PrepareDeps extends Pick<
  ConsumeDeps,
  'stores' | 'senders' | 'sources' | 'digest' | 'now'
> {
  /** Without it, entries whose tool posts only an id stay unfetched: predictions ask no tool. */
  readonly fetchRecords?: FetchRecords;
}

/**
 * Reads the signups of a message, each for a store that exists: unwrap, check, map, normalise. Never rejects.
 *
 * @param choose of a delivery: which of its entries to read. @default all of them
 */
export async function prepareMessage(
  message: Message,
  deps: PrepareDeps,
  choose: (found: readonly Found[], message: Message) => Work = wholeWork,
): Promise<Prepared> {
  let known: Known = {};
  let work: Work | undefined;
  try {
    const read = readEvent(message, deps.digest, (found) => (known = found));
    refuseBefore(message, deps.now());
    const parts =
      read.event.type === 'webhook.delivered'
        ? await prepareDelivery({ ...read, isReplay: message.replays > 0 }, deps, (found) => {
            checkSize(message, found.length);
            return (work = choose(found, message)).now;
          })
        : [await (isCorrected(read.event) ? prepareCorrected : prepareSignup)(read, deps)];
    const [first] = parts;
    return {
      message,
      known: parts.length === 1 && first ? first.known : known,
      parts,
      ...(work && work.total > 1 && { work }),
    };
  } catch (error) {
    const named = { ...known, ...(await storeNamedIn(message, error, deps)) };
    return { message, known: named, parts: [{ known: named, error }] };
  }
}

/** The store of a message that becomes a dead letter, whatever else is wrong in it. Never rejects. */
async function storeNamedIn(
  { body }: Message,
  error: unknown,
  { stores, digest }: PrepareDeps,
): Promise<Pick<Known, 'store'>> {
  if (!(error instanceof RejectedError)) return {};
  try {
    const content = unwrap(body);
    const store = claimedStore(content);
    if (store === undefined) return {};
    const shown = nameIn(store, { digest }, createSafeId(digest, textsOf(content)));
    return await stores.get(store).then(
      () => ({ store }),
      // The name may still be right where the store cannot be read; where it is unknown, only `unknown_store` shows it.
      (why: unknown) =>
        why instanceof RejectedError && error.reason !== 'unknown_store' ? {} : { store: shown },
    );
  } catch {
    return {};
  }
}

function readEvent(
  { body, firstSeenAt }: Message,
  digest: Digest,
  learn: (known: Known) => void,
): ReadEvent {
  const content = unwrap(body);
  const early = createSafeId(digest, textsOf(content));
  const claimed = claimedId(content);
  if (claimed !== undefined && claimed !== '') learn({ eventId: early(claimed) });
  const event = toEvent(content);
  const safeId = holdsBytes(content) ? createSafeId(digest, personalTexts(event)) : early;
  const known = {
    eventId: safeId(event.id),
    source: safeId(event.source),
    type: event.type,
    ...(isCorrected(event) && correctionIn(event, safeId)),
  };
  learn(known);
  return { event, known, receivedAt: firstSeenAt, safeId };
}

/** Undefined where the person of an event is not known yet. */
const textsOf = (content: unknown): PersonalTexts =>
  holdsBytes(content) ? undefined : personalTexts(content);

/** Whether the person of an event is not known yet. */
const holdsBytes = (content: unknown): boolean => isRecord(content) && 'data_base64' in content;

/** Enforces a delay that is longer than SQS can delay a message. */
function refuseBefore({ notBefore = 0 }: Message, now: number): void {
  if (notBefore > now) {
    throw new WaitError('the shop asked for a longer delay, which has not ended yet', {
      retryAfterMs: notBefore - now,
    });
  }
}

const isCorrected = ({ correctionof }: Event): boolean => correctionof !== undefined;
