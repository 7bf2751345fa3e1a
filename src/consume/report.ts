import type { Reason } from '../event/errors.ts';
import type { LeftOut } from '../event/left-out.ts';
import type { Message } from '../message/message.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import type { UnclearConsent } from '../sources/source.ts';
import type { AttemptedPart, PartResult } from './attempted.ts';
import type { Part, ReadySignup } from './prepared.ts';

/** The log line of one attempt. Holds identifiers and counts, and nothing that a person entered. */
export interface AttemptReport {
  readonly messageId: string;
  readonly eventId?: string;
  readonly source?: string;
  readonly type?: string;
  readonly store?: string;
  readonly platform?: string;
  readonly customerId?: string;
  /** Keyed hashes of the contacts. */
  readonly contacts?: readonly string[];
  /** Of a corrected event: the event that it corrects, and the person who corrected it. */
  readonly correctionOf?: string;
  readonly correctedBy?: string;
  /** The W3C trace. */
  readonly trace?: string;
  /** When the relay first saw the event, in milliseconds since the epoch. */
  readonly firstSeenAt?: number;
  /** Absent when zero. */
  readonly replays?: number;
  readonly outcome:
    | 'created'
    | 'updated'
    | 'unchanged'
    | 'skipped'
    | 'postponed'
    | 'dead_lettered'
    | 'crashed';
  readonly reason?: Reason;
  /** Why it was postponed or became a dead letter; built from allow-listed texts only. */
  readonly why?: string;
  /** Attempts so far; includes this one if it called the platform. */
  readonly attempts: number;
  readonly calls: readonly CallRecord[];
  /** Id of the message that reports the calls of a joint try. */
  readonly callsOf?: string;
  readonly durationMs: number;
  /** From the time of the fact until now. Set on delivery, but not for imports: their facts are old by intent. */
  readonly ageMs?: number;
  readonly retryInMs?: number;
  /** It waits for an operator: a right, a table, a key or a correct setting is missing. */
  readonly misconfigured?: true;
  /** Fields that the platform could not hold. */
  readonly unheld?: readonly string[];
  /** A time of the event lay in the future; the time of receipt replaced it. */
  readonly clamped?: boolean;
  /** Parts of the signup that were not used, by path and rule, never by value. */
  readonly leftOut?: readonly LeftOut[];
  /** Ids of other customers who may be the same person. */
  readonly maybeDuplicates?: readonly string[];
  /** Channels whose question was answered with neither a yes nor a no that counts. */
  readonly unclear?: readonly UnclearConsent['channel'][];
  /** How many consents the event carries, the unclear ones included. */
  readonly consents?: number;
  /** Name of the configured source; absent for a direct event. */
  readonly via?: string;
  /** What the event says about its customer, by path. Absent where it could not be read. */
  readonly named?: readonly string[];
}

export type ReportAttempt = (report: AttemptReport) => void;

interface ReportContext {
  readonly message: Message;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether the message stays on the queue because its copy was not confirmed. */
  readonly stays: boolean;
  /** Whether it waits on the queue without a copy: its body leaves no room for a count. */
  readonly isUncounted?: boolean;
}

/** What the signup names, its consents, and those whose answers were unclear. */
function readingOf({ signup, unclear, via }: ReadySignup): Partial<AttemptReport> {
  const { customer, consent = {} } = signup.data;
  const channels = Object.keys(consent);
  const consents = channels.length + (unclear?.length ?? 0);
  return {
    named: [...filledIn(customer), ...channels.map((channel) => `consent.${channel}`)],
    ...(via !== undefined && { via }),
    ...(unclear && { unclear }),
    ...(consents > 0 && { consents }),
  };
}

/** A field that an event names with `null` says nothing. */
const filledIn = (customer: object): readonly string[] =>
  Object.entries(customer).flatMap(([field, value]) => (value == null ? [] : [field]));

/** The report of one part's attempt. */
export function toReport(
  { part, result, calls, durationMs, joint }: AttemptedPart,
  { message, now, stays, isUncounted = false }: ReportContext,
): AttemptReport {
  const base = {
    messageId: message.id,
    ...part.known,
    ...(message.trace !== undefined && { trace: message.trace }),
    firstSeenAt: message.firstSeenAt,
    ...(message.replays > 0 && { replays: message.replays }),
    ...('store' in part && { platform: part.store.platform }),
    ...('clamped' in part && part.clamped && { clamped: true }),
    ...('signup' in part && readingOf(part)),
    calls: [
      ...(part.asked ?? []),
      ...('signup' in part ? calls.map((call) => withoutPerson(call, part)) : calls),
    ],
    ...(joint && { callsOf: joint.callsOf }),
    ...leftOutIn(part, result),
    durationMs,
  };
  if ('outcome' in result) {
    const attempts = message.attempts + (calls.length > 0 || joint?.isFailed ? 1 : 0);
    if (result.outcome === 'skipped') return { ...base, ...result, attempts };
    const unheld = result.unheld.length > 0 ? { unheld: result.unheld } : {};
    const safe = (id: string): string => ('signup' in part ? part.safeId(id) : id);
    const { maybeDuplicates } = result;
    return {
      ...base,
      ...unheld,
      outcome: result.outcome,
      customerId: safe(result.customerId),
      ...(maybeDuplicates && { maybeDuplicates: maybeDuplicates.map(safe) }),
      attempts,
      ...('signup' in part && !message.isSlow && { ageMs: now - part.signup.time }),
    };
  }
  if (result.action === 'crash') {
    return { ...base, outcome: 'crashed', attempts: message.attempts, why: result.why };
  }
  const { attempts } = result;
  const why = result.action === 'postpone' ? result.why : result.detail;
  if (stays) {
    const both = `the queue confirmed no copy, so the message stays: ${why}`;
    return { ...base, outcome: 'crashed', attempts, why: both };
  }
  if (result.action === 'postpone' && isUncounted) {
    const both = `the body leaves no room for a count, so the message stays on the queue: ${why}`;
    return { ...base, outcome: 'postponed', attempts, why: both };
  }
  if (result.action === 'postpone') {
    const retryInMs = Math.round(result.delayMs);
    const misconfigured = result.isMisconfigured && ({ misconfigured: true } as const);
    return { ...base, outcome: 'postponed', attempts, why, retryInMs, ...misconfigured };
  }
  return { ...base, outcome: 'dead_lettered', reason: result.reason, why, attempts };
}

/** A shop can send any text as the id of a request, also data that it got. */
function withoutPerson(call: CallRecord, { safeId }: ReadySignup): CallRecord {
  const { requestId, ...rest } = call;
  return requestId === undefined || safeId(requestId) === requestId ? call : rest;
}

/** Left out by the checks before the attempt, and by the attempt itself. */
export function leftOutIn(part: Part, result: PartResult): Pick<AttemptReport, 'leftOut'> {
  const before = 'signup' in part ? [...(part.leftOut ?? []), ...(part.signup.leftOut ?? [])] : [];
  const during = 'outcome' in result && result.outcome !== 'skipped' ? (result.leftOut ?? []) : [];
  const leftOut = [...before, ...during];
  return leftOut.length > 0 ? { leftOut } : {};
}
