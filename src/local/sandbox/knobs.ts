import { isRecord } from '../../util/is-record.ts';
import { isTextList } from '../json.ts';
import type { Faults } from './fault.ts';
import type { BucketLimit } from './leaky-buckets.ts';

/** For every knob: whether it can take this JSON value. */
export type KnobChecks<K> = { readonly [Name in keyof K]-?: (value: unknown) => boolean };

export const isAmount = (value: unknown): boolean => typeof value === 'number' && value >= 0;

const isFlag = (value: unknown): boolean => typeof value === 'boolean';

export const isOneOf =
  (...allowed: readonly unknown[]) =>
  (value: unknown): boolean =>
    allowed.includes(value);

export const isListOf =
  (isItem: (item: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every((item) => isItem(item));

const isRecordOf =
  (isItem: (item: unknown) => boolean) =>
  (value: unknown): boolean =>
    isRecord(value) && Object.values(value).every((item) => isItem(item));

const isBetween = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most;

const isDuplicateAnswer = (value: unknown): boolean =>
  isRecord(value) &&
  isBetween(value['status'], 400, 599) &&
  ['undefined', 'string'].includes(typeof value['code']) &&
  (value['words'] === undefined || isTextList(value['words']));

/** One value for both channels, or one for each. */
const isPerChannel =
  (isValue: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    isValue(value) || (isRecord(value) && isValue(value['email']) && isValue(value['sms']));

const isLimit = (value: unknown): boolean =>
  isRecord(value) && isAmount(value['perSecond']) && isAmount(value['burst']);

const isFault = (value: unknown): boolean => {
  if (!isRecord(value)) return false;
  const { kind, status } = value;
  return kind === 'answer'
    ? typeof status === 'number' && status >= 200 && status <= 599
    : isOneOf('reset', 'silence', 'pass')(kind);
};

/** The checks of the knobs that every sandbox shop has. */
export const COMMON_KNOB_CHECKS: KnobChecks<Knobs> = {
  searchLagMs: isAmount,
  unique: isOneOf(true, false, 'email', 'phone'),
  duplicateAnswers: isRecordOf(isDuplicateAnswer),
  uniqueEmailCase: isOneOf('as_search', 'ignore', 'exact'),
  latencyMs: isAmount,
  limits: isListOf(isLimit),
  faults: isListOf(isFault),
  emailCase: isOneOf('ignore', 'exact'),
  emailStored: isOneOf('as_sent', 'lower'),
  createStatus: isOneOf(200, 201, 202),
  consentDefault: isPerChannel(isFlag),
  updateConsentDefault: isPerChannel(isOneOf(true, false, 'denied')),
  nullOnUpdate: isOneOf('clears', 'keeps', 'refused'),
  emptyOnUpdate: isOneOf('clears', 'keeps', 'refused'),
  tagsOnUpdate: isOneOf('replaced', 'added', 'ignored'),
  addressesOnUpdate: isOneOf('replaced', 'added', 'ignored'),
  updatedAtOnUnsubscribe: isFlag,
  headers: isRecordOf((value) => typeof value === 'string'),
};

/** The names that cannot be set: unknown knobs, and knobs with a value of the wrong kind. */
export function wrongKnobs<K>(
  input: Readonly<Record<string, unknown>>,
  checks: KnobChecks<K>,
): string[] {
  const byName = new Map<string, (value: unknown) => boolean>(Object.entries(checks));
  return Object.entries(input)
    .filter(([name, value]) => byName.get(name)?.(value) !== true)
    .map(([name]) => name);
}

/** The settings of every sandbox shop, at the start and while it runs. `docs/sandbox.md` has a row per knob. */
export interface Knobs {
  /** Delay until search and list show a write, in milliseconds; reading by id has no delay. @default 0 */
  readonly searchLagMs: number;
  /** Which contacts of a customer no second one may have; `true` = both. @default false (SHOPLINE), true (Shoplazza) */
  readonly unique: boolean | 'email' | 'phone';
  /** How a second customer is refused. A kind without an answer gets the platform's own. @default {} */
  readonly duplicateAnswers: {
    readonly email?: DuplicateAnswer | undefined;
    readonly phone?: DuplicateAnswer | undefined;
  };
  /** Upper and lower case of e-mails for `unique`; `as_search` = as `emailCase`. @default 'as_search' */
  readonly uniqueEmailCase: 'as_search' | 'ignore' | 'exact';
  /** Delay of every request, in milliseconds. @default 0 */
  readonly latencyMs: number;
  /** Leaky buckets. All of them must have room; `[]` = no limit. @default as the platform documents */
  readonly limits: readonly BucketLimit[];
  /** @default [] */
  readonly faults: Faults;
  /** Upper and lower case of e-mails in searches by e-mail, and for `unique`. @default 'ignore' */
  readonly emailCase: 'ignore' | 'exact';
  /** How e-mails are stored. @default 'as_sent' */
  readonly emailStored: 'as_sent' | 'lower';
  /** The status of a successful create. @default 201 (SHOPLINE), 200 (Shoplazza) */
  readonly createStatus: 200 | 201 | 202;
  /** The value of a consent that a create omits. @default true */
  readonly consentDefault: PerChannel<boolean>;
  /** What an update does with a consent that it omits: true grants it, false keeps it. @default false (SHOPLINE) */
  readonly updateConsentDefault: PerChannel<OmittedConsent> | 'documented';
  /** What `null` does in an update. @default 'clears' (SHOPLINE), 'keeps' (Shoplazza) */
  readonly nullOnUpdate: Cleared;
  /** What an empty text does in an update. @default 'clears' */
  readonly emptyOnUpdate: Cleared;
  /** What an update does with the tags that it holds. @default 'replaced' */
  readonly tagsOnUpdate: ListRule;
  /** What an update does with the addresses that it holds. @default 'replaced' (SHOPLINE), 'ignored' (Shoplazza) */
  readonly addressesOnUpdate: ListRule;
  /** Whether an update that only withdraws consents moves `updated_at`. @default true */
  readonly updatedAtOnUnsubscribe: boolean;
  /** More headers of every answer, such as those of rate limits. @default {} */
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer to a create that is refused as a duplicate. Without words the body names none. */
export interface DuplicateAnswer {
  readonly status: number;
  readonly code?: string | undefined;
  readonly words?: readonly string[] | undefined;
}

export type PerChannel<T> = T | { readonly email: T; readonly sms: T };
export type OmittedConsent = boolean | 'denied';
type Cleared = 'clears' | 'keeps' | 'refused';
export type ListRule = 'replaced' | 'added' | 'ignored';
