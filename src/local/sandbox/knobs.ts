import type { Faults } from './fault.ts';
import type { Limit } from './leaky-buckets.ts';

/** What can be turned on any sandbox shop, at the start and while it runs. `docs/sandbox.md` has a row per knob. */
export interface Knobs {
  /** Time until a write shows in search and list, in milliseconds; reading by id shows it at once. @default 0 */
  readonly searchLagMs: number;
  /** Whether a second customer with the same e-mail or phone is refused. @default false (SHOPLINE), true (Shoplazza) */
  readonly unique: boolean;
  /** Time that every request takes, in milliseconds. @default 0 */
  readonly latencyMs: number;
  /** Leaky buckets that must all have room; `[]` = no limit. @default as the platform documents */
  readonly limits: readonly Limit[];
  /** What goes wrong. @default [] */
  readonly faults: Faults;
  /** Whether comparing e-mails, in searches and for `unique`, minds upper and lower case. @default 'ignore' */
  readonly emailCase: 'ignore' | 'exact';
}
