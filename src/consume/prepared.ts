import type { ShopRecord } from '../delivery/take-record.ts';
import type { SafeId } from '../event/safe-id.ts';
import type { LeftOut } from '../event/left-out.ts';
import type { NormalSignup } from '../event/signup.ts';
import type { Store } from '../generated/types.ts';
import type { Known, Message } from '../message/message.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import type { DeliveryProgress } from '../message/progress.ts';
import type { UnclearConsent } from '../sources/source.ts';

/** A signup that can be delivered. */
export interface ReadySignup {
  readonly known: Known;
  readonly signup: NormalSignup;
  readonly store: Store;
  /** Whether one of its times lay in the future. */
  readonly clamped: boolean;
  /** Whether it is the refusal of an event that cannot be delivered: it changes nothing else. */
  readonly isRefusal?: true;
  /** For identifiers of the shop: hides those that hold personal data of this signup. */
  readonly safeId: SafeId;
  /** Name of the configured source that it came through; absent for a direct event. */
  readonly via?: string;
  /** Parts of it that no shop can use. */
  readonly leftOut?: readonly LeftOut[];
  /** Channels whose question was answered with neither a yes nor a no that counts. */
  readonly unclear?: readonly UnclearConsent['channel'][];
}

/** The shop's own record of a customer, which the shop has posted. */
export interface ReadyRecord {
  readonly known: Known;
  readonly record: ShopRecord;
  readonly store: Store;
  readonly safeId: SafeId;
  /** Name of the configured source that it came through. */
  readonly via: string;
}

/** One entry of a message: a signup, an entry that is skipped, or the error that made it unreadable. */
export type Part = PartContent & {
  /** The calls to its tool, for the records that the message names; on the first part only. */
  readonly asked?: readonly CallRecord[];
};

type PartContent =
  | ReadySignup
  | ReadyRecord
  | { readonly known: Known; readonly skipped: string }
  /** Its tool posted only an id, and was not asked: predictions ask no tool. */
  | { readonly known: Known; readonly unfetched: string }
  | {
      readonly known: Known;
      readonly error: unknown;
      /** The refusals that count all the same: for each channel one signup by every contact, the channel's own first. */
      readonly refusals?: readonly (readonly ReadySignup[])[];
    };

/** The work of one run on a message of several signups. */
export interface Work extends Omit<DeliveryProgress, 'todo'> {
  /** The places of the parts that this run prepares, in their order. */
  readonly now: readonly number[];
  /** Those that a later run prepares. */
  readonly later: readonly number[];
}

/** A message that was read. An event holds one signup; a webhook delivery holds any number. */
export interface Prepared {
  readonly message: Message;
  readonly known: Known;
  /** Of a message that one run cannot bring whole: those that this run works on. */
  readonly parts: readonly Part[];
  /** Absent where the message can hold one signup only. */
  readonly work?: Work;
}

/** A signup and its message. */
export interface SignupMessage {
  readonly message: Message;
  readonly ready: ReadySignup;
}

/** At least one. */
export type SignupMessages = readonly [SignupMessage, ...SignupMessage[]];
