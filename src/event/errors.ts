/** One broken rule of a checked document. Never holds the value: it may be a name, an e-mail or a phone. */
export interface Issue {
  /** JSON Pointer (RFC 6901) into the checked document; `''` is the root. */
  readonly path: string;
  /** The rule that was broken, as JSON Schema names it: `required`, `format`, `maxItems`, … */
  readonly rule: string;
  /** The expectation in words for a shop owner: `must be an e-mail address`. */
  readonly expected: string;
}

interface RejectedErrorOptions extends ErrorOptions {
  readonly issues?: readonly Issue[];
}

/** The message can never succeed unchanged: it becomes a dead letter now, without further attempts. */
export class RejectedError extends Error {
  override readonly name = 'RejectedError';
  readonly reason: Reason;
  readonly issues: readonly Issue[];

  /** @param detail what is wrong and what to do, free of personal data and secrets. */
  constructor(reason: Reason, detail: string, options: RejectedErrorOptions = {}) {
    super(detail, options);
    this.reason = reason;
    this.issues = options.issues ?? [];
  }
}

interface WaitErrorOptions extends ErrorOptions {
  readonly retryAfterMs?: number;
  readonly exhaustedAs?: Reason;
  readonly isAttempt?: boolean;
  readonly isMisconfigured?: boolean;
}

/** The same message can succeed later: it is postponed. Waiting alone does not count as an attempt. */
export class WaitError extends Error {
  override readonly name = 'WaitError';
  /** Time until the next try, in milliseconds; absent when it is not known. */
  readonly retryAfterMs?: number;
  /** The reason of the dead letter if the retry horizon ends first. @default 'retries_exhausted' */
  readonly exhaustedAs?: Reason;
  /** Whether it counts as an attempt although no shop was called. */
  readonly isAttempt: boolean;
  /** Whether it waits for an operator: a right, a table, a key or a correct setting is missing. */
  readonly isMisconfigured: boolean;

  /** @param detail what the message waits for, free of personal data and secrets. */
  constructor(detail: string, options: WaitErrorOptions = {}) {
    super(detail, options);
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.exhaustedAs !== undefined) this.exhaustedAs = options.exhaustedAs;
    this.isAttempt = options.isAttempt === true;
    this.isMisconfigured = options.isMisconfigured === true;
  }
}

/** The deployment's configuration is wrong. Names every mistake at once, and no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(subject: string, problems: readonly string[]) {
    super(`${subject} is invalid: ${problems.join('; ')}`);
  }
}

/**
 * Every reason of a dead letter. The codes are stable: alarms, dashboards and replays select by them.
 * `docs/reasons.md` has one row per code; a test keeps both equal.
 */
export const REASONS = [
  'invalid_json',
  'invalid_event',
  'unknown_store',
  'unknown_source',
  'invalid_delivery',
  'invalid_signup',
  'invalid_request',
  'rejected',
  'identity_conflict',
  'contact_taken',
  'customer_not_found',
  'unauthorized',
  'retries_exhausted',
  'expired',
] as const;

export type Reason = (typeof REASONS)[number];
