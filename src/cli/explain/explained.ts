import type { Issue, Reason } from '../../event/errors.ts';
import type { Origin } from './origins.ts';
import type { SentParameter } from './sent.ts';

/** One field of a signup, from the tool to the shop. */
export interface ExplainedField {
  /** Path into the signup. */
  readonly field: string;
  readonly value: unknown;
  readonly from: Origin;
  /** Why it was read from there, in a few words. */
  readonly rule: string;
  readonly sent: readonly SentParameter[];
  /** Whether the platform has no place for it. */
  readonly isUnheld: boolean;
}

/** What became of one signup of a delivery. */
export type Explained =
  | {
      readonly outcome: 'mapped';
      readonly eventId: string;
      readonly type: string;
      readonly store: string;
      readonly platform: string;
      readonly fields: readonly ExplainedField[];
      /** Sent of itself, or by the store's configuration. */
      readonly always: readonly SentParameter[];
      /** Paths into the signup of what the platform cannot hold. */
      readonly unheld: readonly string[];
    }
  | { readonly outcome: 'skipped'; readonly eventId?: string; readonly why: string }
  | {
      readonly outcome: 'rejected';
      readonly eventId?: string;
      readonly reason: Reason;
      readonly detail: string;
      readonly issues: readonly Issue[];
    };
