import type { LeftOut } from '../../../src/event/left-out.ts';
import { type Said, START_MS } from '../schedule.ts';
import { emailOf, phoneOf, type RecordNote, type Shop, strangerPhoneOf } from '../world/shop.ts';
import { FUNCTION_MS } from '../world/function-time.ts';
import type { AttemptNote, ShopCallNote, World } from '../world/world.ts';
import { eventOf } from './messages.ts';

/** How far the relay takes its clock and the shop's for equal, and how far they differ here. Milliseconds. */
const SKEW_MS = 5_000 + 2_000;

/** So long a write without an answer counts as the relay's own. Milliseconds. */
const UNANSWERED_MS = 60_000;

const CHANNELS = ['email', 'sms'] as const;

/** What happened to one consent of a person, and to the record that holds it. */
export const historyOf = ({ records }: Shop, person: number, key: string): readonly RecordNote[] =>
  records.filter(
    (each) => each.email === emailOf(person) && (each.key === key || each.key === undefined),
  );

const isNo = ({ what }: RecordNote): boolean => what === 'no' || what === 'kept';

/**
 * Whether the shop's own record may decide: the person said this there, and the record was written at or after the time
 * of the last statement. A no counts from the time of the record.
 */
export function isDecidedInShop(
  history: readonly RecordNote[],
  value: unknown,
  last: { readonly time: number; readonly isWeak: boolean } | undefined,
): boolean {
  const from = last === undefined || (last.isWeak && value === false) ? -Infinity : last.time;
  if (value === true) return history.some(({ what, at }) => what === 'yes' && at >= from);
  const first = history.findIndex(({ what }) => what === 'no');
  return first >= 0 && history.slice(first).some(({ what, at }) => what !== 'look' && at >= from);
}

/**
 * No write raises a consent over a no in the shop, except for a newer yes. Not seen: on and off in the shop between two
 * looks, a no between the look and the write, and a no within a minute of a write without an answer.
 */
export function judgeRaises(world: World, shop: Shop, person: number): readonly string[] {
  return CHANNELS.flatMap((channel) => {
    // SHOPLINE shows no SMS consent.
    if (channel === 'sms' && world.schedule.platform === 'shopline') return [];
    const key = `consent.${channel}`;
    const history = historyOf(shop, person, key);
    const wrong = history.some(
      ({ what }, at) =>
        what === 'raised' && !mayRaise(world, person, channel, history, { at, shop }),
    );
    return wrong
      ? [`${key} of ${emailOf(person)} was withdrawn in the shop, and raised again`]
      : [];
  });
}

function mayRaise(
  world: World,
  person: number,
  channel: (typeof CHANNELS)[number],
  history: readonly RecordNote[],
  { at, shop }: { readonly at: number; readonly shop: Shop },
): boolean {
  const raised = history[at];
  const noAt = history.slice(0, at).findLastIndex(isNo);
  const no = history[noAt];
  if (raised === undefined || no === undefined) return true;
  if (world.schedule.said.some((said) => isNewYes(said, person, channel, no, raised.at)))
    return true;
  const look = history
    .slice(0, at)
    .findLastIndex(({ what, attempt }) => what === 'look' && attempt === raised.attempt);
  if (look < 0) return false;
  if (look < noAt) return true;
  if (isProven(world, history, noAt)) return false;
  const isOwn = history.some(
    (each, when) =>
      each.what === 'written' && when < look && each.at >= no.at - SKEW_MS && when !== noAt,
  );
  return (
    isOwn ||
    isLeased(world, shop, person, no) ||
    world.notes.calls.some((call) => isUnanswered(world, call, person, no))
  );
}

/** In the future, or without a time, a statement counts from when it was received. */
function isNewYes(
  said: Said,
  person: number,
  channel: (typeof CHANNELS)[number],
  no: RecordNote,
  until: number,
): boolean {
  const consent = said[channel];
  if (said.person !== person || consent?.state !== 'granted') return false;
  const minute = consent.minute ?? said.minute;
  if (minute !== undefined && minute >= 0) return false;
  return said.sentAtMs.some((ms) => START_MS + ms >= no.at - SKEW_MS && START_MS + ms <= until);
}

/** Whether the relay knew of a yes before this no, or the shop says that the person unsubscribed. */
function isProven(world: World, history: readonly RecordNote[], noAt: number): boolean {
  const no = history[noAt];
  if (no === undefined) return false;
  const before = history.slice(0, noAt);
  const wasNo = before.findLastIndex(isNo);
  if (no.isFlagged) return !before.some(({ isFlagged }) => isFlagged);
  // Only a yes that lasted until then: on and off between two looks are not seen, and the relay may have ended it itself.
  const last = before
    .slice(wasNo + 1)
    .findLast(
      (each) => (each.what === 'raised' || each.what === 'lowered') && isRecorded(world, each),
    );
  return last?.what === 'raised';
}

/** The report of an attempt that did something at this time; undefined after a kill. */
const reportOf = ({ notes }: World, attempt: AttemptNote, at: number) =>
  notes.reports.find(
    (each) =>
      each.process === attempt.process &&
      each.batchAt === attempt.deadline - FUNCTION_MS &&
      each.at >= at &&
      `e${eventOf(each.root)}` === attempt.eventId,
  )?.report;

/** Whether the attempt of this note ended well, so that the ledger knows what it wrote. */
function isRecorded(world: World, { at, attempt }: RecordNote): boolean {
  if (attempt === undefined) return false;
  const report = reportOf(world, attempt, at);
  return report !== undefined && 'customerId' in report;
}

/**
 * Whether a refusal of this person was written without an answer, and the record was written again at or after `from`. Once
 * the look shows that no, it counts from the record's time.
 */
export function isLateDenial(
  { notes, schedule }: World,
  history: readonly RecordNote[],
  { person, key, from }: { readonly person: number; readonly key: string; readonly from: number },
): boolean {
  const isDenying = (said: Said | undefined): boolean =>
    said?.person === person &&
    (key === 'consent.email' ? said.email : said.sms)?.state === 'denied';
  const mayHaveLanded = notes.calls.some(
    ({ operation, isUncertain, attempt: { eventId } }) =>
      operation === 'update' &&
      isUncertain &&
      eventId !== undefined &&
      isDenying(schedule.said[eventOf(eventId)]),
  );
  return mayHaveLanded && history.some(({ what, at }) => what !== 'look' && at >= from);
}

/** An attempt that left its lease behind may have written: it was killed, or it knows no answer. */
function isLeased({ notes }: World, { customers }: Shop, person: number, no: RecordNote): boolean {
  return notes.leases.some(
    ({ customerId, isEnded, at }) =>
      !isEnded &&
      customers.get(customerId)?.fields['email'] === emailOf(person) &&
      no.at >= at - SKEW_MS &&
      no.at <= at + UNANSWERED_MS + SKEW_MS,
  );
}

/** Whether the no may look like an earlier write that got no answer. */
function isUnanswered(world: World, call: ShopCallNote, person: number, no: RecordNote): boolean {
  const isAboutIt = call.person === emailOf(person) || call.person === phoneOf(person);
  if (!isAboutIt || call.operation === 'find' || call.operation === 'read') return false;
  const { attempt, endsAt, isUncertain, operation, at } = call;
  if (operation !== 'create') {
    return isUncertain && no.at >= at - SKEW_MS && no.at <= at + UNANSWERED_MS + SKEW_MS;
  }
  const isKilled = reportOf(world, attempt, at) === undefined;
  if (!isUncertain && !isKilled) return false;
  // Its mark tells only when the attempt had to end, or when the answer failed to come.
  const until = isKilled ? attempt.deadline : endsAt;
  return no.at >= until - FUNCTION_MS - SKEW_MS && no.at <= until + UNANSWERED_MS + SKEW_MS;
}

/** Whether what a report says was left out had to be left out. */
export function isLeftOutRightly(
  world: World,
  said: Said,
  { time, history }: { readonly time: number; readonly history: readonly RecordNote[] },
  { rule, path }: LeftOut,
  tried: { readonly batchAt: number; readonly at: number },
): boolean {
  if (rule === 'shop_says_no') {
    // The record was written outside the relay at or after the yes, or a write of the relay was not recorded.
    return history.some(
      (each) =>
        each.at >= time &&
        each.at <= tried.at &&
        each.what !== 'look' &&
        (each.attempt === undefined || !isRecorded(world, each)),
    );
  }
  if (path !== 'consent.sms') return false;
  const phone = said.anonymous === 'stranger' ? strangerPhoneOf(said.person) : phoneOf(said.person);
  const names = said.hasPhone || said.anonymous === 'stranger';
  if (rule === 'contact_not_shown' ? !names : said.anonymous === undefined) return false;
  if (!names) return true;
  // A phone that was added lately is not in the search yet.
  const since = tried.batchAt - world.schedule.searchLagMs;
  const before = history.findLast(({ at }) => at <= since);
  const during = history.filter(({ at }) => at > since && at <= tried.at);
  // Without a note from before, the search shows no record yet, or one of the start: these have no phone.
  return before === undefined || [before, ...during].some((each) => each.phone !== phone);
}
