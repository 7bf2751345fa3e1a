import type { Issue, Reason } from '../../event/errors.ts';
import type { Origin } from './origins.ts';
import type { SentParameter } from './sent.ts';

/** One field of a signup, from the tool to the shop. */
export interface ExplainedField {
  /** Path into the signup. */
  readonly field: string;
  readonly value: unknown;
  readonly from: Origin;
  /** The rule that found it. */
  readonly rule: string;
  readonly sent: readonly SentParameter[];
  /** Whether the platform has no place for it. */
  readonly isUnheld: boolean;
}

/** The explanation of one signup. */
export type Explained =
  | {
      readonly outcome: 'mapped';
      readonly eventId: string;
      readonly type: string;
      readonly store: string;
      readonly platform: string;
      /** The event has no contact: it reaches the customer whom its source calls by this id. */
      readonly vendorId?: string;
      readonly fields: readonly ExplainedField[];
      /** Sent by the relay itself, or because of the store's configuration. */
      readonly always: readonly SentParameter[];
      /** Paths of fields that the platform has no place for. */
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
