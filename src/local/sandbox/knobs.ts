import { isRecord } from '../../util/is-record.ts';
import type { Faults } from './fault.ts';
import type { BucketLimit } from './leaky-buckets.ts';

/** For every knob: whether it can take this JSON value. */
export type KnobChecks<K> = { readonly [Name in keyof K]-?: (value: unknown) => boolean };

export const isAmount = (value: unknown): boolean => typeof value === 'number' && value >= 0;

export const isFlag = (value: unknown): boolean => typeof value === 'boolean';

export const isOneOf =
  (...allowed: readonly unknown[]) =>
  (value: unknown): boolean =>
    allowed.includes(value);

export const isListOf =
  (isItem: (item: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every((item) => isItem(item));

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
  unique: isFlag,
  latencyMs: isAmount,
  limits: isListOf(isLimit),
  faults: isListOf(isFault),
  emailCase: isOneOf('ignore', 'exact'),
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
  /** Whether a second customer with the same e-mail or phone is refused. @default false (SHOPLINE), true (Shoplazza) */
  readonly unique: boolean;
  /** Delay of every request, in milliseconds. @default 0 */
  readonly latencyMs: number;
  /** Leaky buckets. All of them must have room; `[]` = no limit. @default as the platform documents */
  readonly limits: readonly BucketLimit[];
  /** @default [] */
  readonly faults: Faults;
  /** Upper and lower case of e-mails, in searches and for `unique`. @default 'ignore' */
  readonly emailCase: 'ignore' | 'exact';
}
