import type { AttemptReport } from '../../consume/report.ts';
import type { LogLine } from '../../telemetry/logs-port.ts';
import { asRecord, parseRecord } from '../../util/is-record.ts';

interface LoggedCall {
  /** `POST /customers`. */
  readonly call: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly durationMs?: number;
}

/** Names of a signup in the log. */
export type SignupNames = Pick<
  AttemptReport,
  'eventId' | 'source' | 'type' | 'store' | 'platform' | 'customerId'
>;

/** One attempt, from the log of `consume`. */
export interface AttemptEntry extends SignupNames {
  readonly kind: 'attempt';
  readonly at: number;
  readonly outcome: string;
  readonly messageId?: string;
  readonly trace?: string;
  readonly firstSeenAt?: number;
  readonly reason?: string;
  readonly why?: string;
  readonly attempts: number;
  readonly replays: number;
  readonly contacts: readonly string[];
  readonly calls: readonly LoggedCall[];
  /** The message whose log line has the calls, if several messages shared one attempt. */
  readonly callsOf?: string;
  readonly durationMs?: number;
  readonly ageMs?: number;
  readonly retryInMs?: number;
  readonly unheld?: readonly string[];
  /** Parts that were not used, by path and rule. */
  readonly leftOut?: readonly { readonly path: string; readonly rule: string }[];
  /** Channels whose consent is unclear. */
  readonly unclear?: readonly string[];
  /** The event that it corrects, and the login of the person who corrected it. */
  readonly correctionOf?: string;
  readonly correctedBy?: string;
  /** Other customers who may be the same person. */
  readonly maybeDuplicates?: readonly string[];
}

/** A delivery that was put on the queue, from the log of `receive`. */
export interface ReceiptEntry {
  readonly kind: 'receipt';
  readonly at: number;
  /** Id of the delivery. The answer to the sender holds it. */
  readonly id: string;
  readonly messageId?: string;
  readonly trace?: string;
  readonly store?: string;
  readonly source?: string;
  readonly tool?: string;
  readonly bytes?: number;
  readonly status?: number;
}

export type LogEntry = AttemptEntry | ReceiptEntry;

type Fields = Readonly<Record<string, unknown>>;

/** Undefined for every other line: metrics, warnings, lines of Lambda. */
export function readEntry({ at, text }: LogLine): LogEntry | undefined {
  const fields = parseRecord(text);
  if (fields['message'] === 'signup' && typeof fields['outcome'] === 'string') {
    return readAttempt(at, fields, fields['outcome']);
  }
  const { id } = fields;
  if (fields['message'] !== 'request' || typeof id !== 'string') return undefined;
  const texts = fieldsOf('string', fields, ['messageId', 'trace', 'store', 'source', 'tool']);
  return { kind: 'receipt', at, id, ...texts, ...fieldsOf('number', fields, ['bytes', 'status']) };
}

function readAttempt(at: number, fields: Fields, outcome: string): AttemptEntry {
  const firstSeenAt = Date.parse(textOf(fields['firstSeenAt']));
  const unheld = textsOf(fields['unheld']);
  const leftOut = listOf(fields['leftOut']).map((one) => readLeftOut(asRecord(one)));
  const unclear = textsOf(fields['unclear']);
  const maybeDuplicates = textsOf(fields['maybe_duplicate']);
  const { attempts = 0, replays = 0 } = fieldsOf('number', fields, ['attempts', 'replays']);
  return {
    kind: 'attempt',
    at,
    outcome,
    ...fieldsOf('string', fields, ['messageId', 'eventId', 'source', 'type', 'store', 'platform']),
    ...fieldsOf('string', fields, ['customerId', 'trace', 'reason', 'why', 'callsOf']),
    ...fieldsOf('string', fields, ['correctionOf', 'correctedBy']),
    ...fieldsOf('number', fields, ['durationMs', 'ageMs', 'retryInMs']),
    ...(!Number.isNaN(firstSeenAt) && { firstSeenAt }),
    ...(unheld.length > 0 && { unheld }),
    ...(leftOut.length > 0 && { leftOut }),
    ...(unclear.length > 0 && { unclear }),
    ...(maybeDuplicates.length > 0 && { maybeDuplicates }),
    attempts,
    replays,
    contacts: textsOf(fields['contacts']),
    calls: listOf(fields['calls']).map((call) => readCall(asRecord(call))),
  };
}

const readCall = (fields: Fields): LoggedCall => ({
  call: textOf(fields['call']),
  ...fieldsOf('number', fields, ['status', 'durationMs']),
  ...fieldsOf('string', fields, ['requestId']),
});

const readLeftOut = ({ path, rule }: Fields) => ({ path: textOf(path), rule: textOf(rule) });

interface Kinds {
  readonly string: string;
  readonly number: number;
}

/** The fields with these names and of this type. */
function fieldsOf<T extends keyof Kinds, K extends string>(
  kind: T,
  fields: Fields,
  names: readonly K[],
): Partial<Record<K, Kinds[T]>> {
  const found: Partial<Record<K, Kinds[T]>> = {};
  for (const name of names) {
    const value = fields[name];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- just compared
    if (typeof value === kind) found[name] = value as Kinds[T];
  }
  return found;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const textsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((each): each is string => typeof each === 'string');
