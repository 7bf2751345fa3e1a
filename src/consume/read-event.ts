import type { Digest } from '../event/digest.ts';
import { RejectedError } from '../event/errors.ts';
import { claimedId, claimedStore, eventFrom } from '../event/event.ts';
import { type PersonalTexts, personalTexts } from '../event/personal-texts.ts';
import { createSafeId } from '../event/safe-id.ts';
import type { Event } from '../generated/types.ts';
import type { Known, Message } from '../message/message.ts';
import { isRecord } from '../util/is-record.ts';
import type { ConsumeDeps } from './deps.ts';
import { correctionIn } from './corrected.ts';
import type { FetchRecords } from './fetch-records.ts';
import { nameIn, type ReadEvent } from './prepare-signup.ts';

/** Everything that the reading of a message needs. */
export interface PrepareDeps extends Pick<
  ConsumeDeps,
  'stores' | 'senders' | 'sources' | 'digest' | 'now'
> {
  /** Without it, entries whose tool posts only an id stay unfetched: predictions ask no tool. */
  readonly fetchRecords?: FetchRecords;
}

/**
 * @param content of a message or of an entry of a batch. @param learn gets what is known of it, also before an error.
 * @throws RejectedError it is no event.
 */
export function readContent(
  content: unknown,
  { firstSeenAt }: Pick<Message, 'firstSeenAt'>,
  digest: Digest,
  learn: (known: Known) => void,
): ReadEvent {
  const early = createSafeId(digest, textsOf(content));
  const claimed = claimedId(content);
  if (claimed !== undefined && claimed !== '') learn({ eventId: early(claimed) });
  const event = eventFrom(content);
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

/** The store of a content that becomes a dead letter, whatever else is wrong in it. Never rejects. */
export async function storeNamedIn(
  content: unknown,
  error: unknown,
  { stores, digest }: PrepareDeps,
): Promise<Pick<Known, 'store'>> {
  if (!(error instanceof RejectedError)) return {};
  try {
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

export const isCorrected = ({ correctionof }: Event): boolean => correctionof !== undefined;
