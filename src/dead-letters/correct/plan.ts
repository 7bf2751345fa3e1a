import { listIn, partName } from '../../consume/corrected.ts';
import { claimedId } from '../../event/event.ts';
import { personalTexts } from '../../event/personal-texts.ts';
import { createIsSafe, createSafeId } from '../../event/safe-id.ts';
import type { Event } from '../../generated/types.ts';
import { isOwnAttribute, writeAttributes } from '../../message/attributes.ts';
import { groupOf, readGroup } from '../../message/group-id.ts';
import type { Copy, CopyAttribute } from '../../message/queue-port.ts';
import { copyBytes } from '../../message/size.ts';
import { sendableJson } from '../../receive/delivery-message.ts';
import { memberOf } from '../../util/is-record.ts';
import { MAX_ATTRIBUTES, MAX_MESSAGE_BYTES } from '../../util/sqs-limits.ts';
import type { DeadLetter } from '../letter.ts';
import { type PredictDeps, predictLetter } from '../predict/predict.ts';
import type { Prediction } from '../predict/prediction.ts';
import { type ChangedValue, changeData, type Changes, changesBetween } from './changes.ts';
import { refuseUnproven } from './consent.ts';
import { correctedId } from './corrected-id.ts';
import { CorrectionError } from './values.ts';
import { countryOf, type LetterSignup } from './letter-signup.ts';
import { chooseSignup, type OpenedLetter, openLetter } from './people.ts';

/** What an operator asks for. */
export interface Correction {
  readonly changes: Changes;
  /** Login of the operator. */
  readonly by: string;
  readonly hasProof: boolean;
  /** Which person of the letter, from 1. @default the only one, else the only one that fails */
  readonly person?: number;
  /** Id of the corrected event. @default the id that follows that of the old event */
  readonly eventId?: string;
}

/** What a correction would do. */
export interface CorrectionPlan {
  readonly letter: DeadLetter;
  readonly changes: readonly ChangedValue[];
  /** Ids as logs have them. */
  readonly correctionOf: string;
  readonly eventId: string;
  readonly source: string;
  readonly time: string;
  /** Place of the person among all entries of the letter, from 1; absent if the letter holds one signup. */
  readonly person?: { readonly number: number; readonly of: number };
  readonly prediction: Prediction;
  /** Id of an earlier correction's event with other values, which can be on the queue. */
  readonly earlier?: string;
  readonly corrected: Copy;
  readonly rest?: Rest;
}

/** An event, a delivery or a batch. */
type Remaining = Event | readonly unknown[];

/** The other people of the letter. */
interface Rest {
  readonly entries: number;
  /** Where their delivery goes. `signups`: all of them pass; those that were delivered already stay `unchanged`. */
  readonly to: Copy['to'];
  readonly prediction: Prediction;
  readonly copy: Copy;
}

/** Works out a correction. Changes nothing. @throws CorrectionError, WaitError */
export async function planCorrection(
  letter: DeadLetter,
  correction: Correction,
  deps: PredictDeps,
): Promise<CorrectionPlan> {
  const opened = await openLetter(letter, deps);
  const signup = await chooseSignup(opened, correction.person, deps);
  const { receivedAt, event: before, shownId } = signup;
  const store = storeIn(correction.changes);
  const country = store === undefined ? signup.country : await countryOf({ store }, deps);
  const data = changeData(before.data, correction.changes, { country, now: deps.now() });
  const changes = changesBetween(before.data, data);
  if (changes.length === 0) {
    throw new CorrectionError('The event has these values already: nothing would change.');
  }
  refuseMovedDelivery(opened, data);
  const time = before.time ?? '';
  const proof = { hasProof: correction.hasProof, time: Date.parse(time), receivedAt };
  refuseUnproven({ before: before.data, after: data }, proof);
  const corrected = copyOf(
    letter,
    correctedEvent(signup, data, correction, deps),
    'signups',
    'corrected',
  );
  const [entries, number] = [opened.entries?.length ?? 1, signup.place + 1];
  const rest = await restOf(letter, opened, signup, correction, deps);
  return {
    letter,
    changes,
    correctionOf: shownId,
    eventId: String(memberOf(JSON.parse(corrected.body), 'id')),
    source: createSafeId(deps.digest, personalTexts(before))(before.source),
    time,
    ...(entries > 1 && { person: { number, of: entries } }),
    prediction: await predictLetter(asLetter(letter, corrected), deps),
    corrected,
    ...(rest && { rest }),
  };
}

/** The store that the changes name. */
function storeIn({ patch, set = [] }: Changes): unknown {
  const text = set.findLast((one) => /^(?:data\.)?store=/.test(one));
  return text === undefined ? memberOf(patch?.value, 'store') : text.replace(/^[^=]*=/, '');
}

/** The source of a webhook belongs to one store. */
function refuseMovedDelivery({ delivery }: OpenedLetter, data: unknown): void {
  if (delivery === undefined) return;
  if (memberOf(data, 'store') === memberOf(delivery.data, 'store')) return;
  throw new CorrectionError(
    'store: a webhook belongs to the store of its address. Correct the address in the tool.',
  );
}

function correctedEvent(
  { event: before, shownId, vendorId, proven }: LetterSignup,
  data: unknown,
  { by, eventId }: Correction,
  { digest }: PredictDeps,
): Event {
  const { data_base64: _, ...kept } = before;
  const event = {
    ...kept,
    data,
    correctionof: shownId,
    correctedby: by,
    ...(vendorId !== undefined && { correctionvendorid: vendorId }),
    ...(proven && { correctionproven: proven.join(',') }),
  };
  const isSafe = createIsSafe(personalTexts(event));
  const isCorrected = typeof before['correctionof'] === 'string';
  return {
    ...event,
    id: eventId ?? correctedId({ id: before.id, shown: shownId, isCorrected }, { digest, isSafe }),
  };
}

/** The letter without the corrected person; undefined if it holds no other. */
async function restOf(
  letter: DeadLetter,
  { delivery, batch, entries = [] }: OpenedLetter,
  signup: LetterSignup,
  correction: Correction,
  deps: PredictDeps,
): Promise<Rest | undefined> {
  const { place } = signup;
  const others = entries.filter((one) => one.place !== place && !('skipped' in one.part));
  if (others.length === 0) return undefined;
  const remaining = delivery
    ? withoutPart(delivery, signup, correction, deps)
    : (batch ?? []).toSpliced(place, 1);
  const times = { firstSeenAt: letter.firstSeenAt, replayedAt: deps.now() };
  const sent = copyOf(letter, remaining, 'signups', 'rest', writeAttributes(times));
  const prediction = await predictLetter(asLetter(letter, sent), deps);
  const copy = prediction.verdict === 'fails' ? stayingCopy(letter, remaining, prediction) : sent;
  return { entries: others.length, to: copy.to, prediction, copy };
}

/**
 * The delivery without the corrected person. Its body has the bytes of the tool, because no code can cut one person out
 * of them. It names the entries that `consume` has to skip.
 */
function withoutPart(
  event: Event,
  { place, event: { id } }: LetterSignup,
  { by }: Correction,
  deps: PredictDeps,
): Event {
  const isSafe = createIsSafe(personalTexts(event));
  const shown = createSafeId(deps.digest, personalTexts(event))(event.id);
  const isCorrected = typeof event['correctionof'] === 'string';
  const listed = typeof event.correctedparts === 'string' ? listIn(event.correctedparts) : [];
  const { data_base64: _, ...kept } = event;
  return {
    ...kept,
    data: event.data,
    id: correctedId({ id: event.id, shown, isCorrected }, { digest: deps.digest, isSafe }),
    correctionof: shown,
    correctedby: by,
    correctedparts: JSON.stringify([...listed, partName(place, id)]),
  };
}

/** The letter that stays for the others, with the reason of the first that fails. */
function stayingCopy(
  letter: DeadLetter,
  remaining: Remaining,
  { reason, detail }: Prediction,
): Copy {
  const { store, source, attempts, replays, firstSeenAt, failedAt } = letter;
  const own = writeAttributes({
    reason: reason === 'crashed' ? undefined : reason,
    failedAt,
    eventId: claimedId(remaining),
    store,
    source,
    firstSeenAt,
    attempts,
    replays: replays > 0 ? replays : undefined,
    detail: detail?.slice(0, 1_000) || undefined,
  });
  return copyOf(letter, remaining, 'deadLetters', 'rest', own);
}

/** A message with the sender's attributes of the letter. The relay's own are of the old event. */
function copyOf(
  { message, store: oldStore }: DeadLetter,
  content: Remaining,
  to: Copy['to'],
  key: string,
  own: Readonly<Record<string, CopyAttribute>> = {},
): Copy {
  const { groupId = oldStore } = readGroup(message.groupId, message.body);
  const { traceHeader } = message;
  const foreign = Object.entries(message.attributes).filter(([name]) => !isOwnAttribute(name));
  const attributes = Object.fromEntries(
    [...Object.entries(own), ...foreign].slice(0, MAX_ATTRIBUTES),
  );
  const store = memberOf(memberOf(content, 'data'), 'store');
  const group = typeof store === 'string' && store !== '' ? store : groupId;
  const body = sendableJson(JSON.stringify(content));
  if (copyBytes(body, attributes) > MAX_MESSAGE_BYTES) {
    throw new CorrectionError('The corrected event is too large for the queue.');
  }
  return {
    key,
    to,
    body,
    attributes,
    delaySeconds: 0,
    ...groupOf(group),
    ...(traceHeader !== undefined && { traceHeader }),
  };
}

/** The letter as it would be with the new message, for a prediction. */
function asLetter(letter: DeadLetter, { body, attributes }: Copy): DeadLetter {
  return { ...letter, replays: 0, message: { ...letter.message, body, attributes } };
}
