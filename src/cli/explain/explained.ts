import type { Issue, Reason } from '../../event/errors.ts';
import type { LeftOut } from '../../event/left-out.ts';
import type { Trust } from '../../event/signup.ts';
import type { UnclearConsent } from '../../sources/source.ts';
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

/** A part of the signup that is left out. */
export interface ExplainedLeftOut extends LeftOut {
  readonly text: string;
  /** The tool's own name of the field. */
  readonly from?: string;
}

/** An answer that neither grants nor denies, and what would settle it. */
export interface ExplainedUnclear extends UnclearConsent {
  /** Lines for the source's `fields`: one if the answer is a yes, one if it is a no. None if the answer has no words. */
  readonly configuration?: { readonly yes: string; readonly no: string };
}

/** Whether the source is trusted. */
export interface ExplainedTrust {
  readonly trust: Trust;
  /** What decided it: `trust` of the source, the tool's default, the event. */
  readonly by: string;
  /** Whether consents of an anonymous source rank with verified ones. */
  readonly reconsent: boolean;
}

/** A setting of a custom source whose places hold nothing. */
export interface EmptyPlace {
  /** `/delivery/fields/birthday`. */
  readonly place: string;
  readonly text: string;
}

/** A value that no rule of a custom source reads. */
export interface Unread {
  /** As `fields` would name it. */
  readonly place: string;
  readonly value: unknown;
  /** A line of `fields` that would read it. */
  readonly suggestion?: string;
}

/** What a custom source reads of a delivery, beside the fields, and what it does not. */
export interface ExplainedReading {
  /** `id`, `time`, `when`: the place and the value of each. */
  readonly event: readonly {
    readonly part: string;
    readonly place: string;
    readonly value: unknown;
  }[];
  readonly nothing: readonly EmptyPlace[];
  readonly unread: readonly Unread[];
  /** The list that a contact lies in: each of its records may be a person. Only where the source names no `people`. */
  readonly people?: string;
  /** The record that the post names was not fetched, so no field is known. */
  readonly isUnfetched?: true;
}

/** The explanation of one signup. */
export type Explained = ExplainedOutcome & {
  /** Of a custom source only. */
  readonly reading?: ExplainedReading;
};

type ExplainedOutcome =
  | {
      readonly outcome: 'mapped';
      readonly eventId: string;
      readonly type: string;
      readonly store: string;
      readonly platform: string;
      /** The event has no contact: it reaches the customer whom its source calls by this id. */
      readonly vendorId?: string;
      readonly fields: readonly ExplainedField[];
      readonly leftOut: readonly ExplainedLeftOut[];
      readonly unclear: readonly ExplainedUnclear[];
      readonly trust: ExplainedTrust;
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
