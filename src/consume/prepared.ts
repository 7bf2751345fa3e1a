import type { LeftOut } from '../event/left-out.ts';
import type { NormalSignup } from '../event/signup.ts';
import type { Store } from '../generated/types.ts';
import type { Known, Message } from '../message/message.ts';
import type { UnclearConsent } from '../sources/source.ts';

/** A signup that can be delivered. */
export interface ReadySignup {
  readonly known: Known;
  readonly signup: NormalSignup;
  readonly store: Store;
  /** Whether a time of it lay in the future. */
  readonly clamped: boolean;
  /** What no shop can use of it. */
  readonly leftOut?: readonly LeftOut[];
  /** Channels whose question was answered with neither a yes nor a no that counts. */
  readonly unclear?: readonly UnclearConsent['channel'][];
}

/** One signup of a message, something in it that is none, or the error that says why it cannot be read. */
export type Part =
  | ReadySignup
  | { readonly known: Known; readonly skipped: string }
  | { readonly known: Known; readonly error: unknown };

/** A message that was read. An event holds one signup, a delivery of a tool any number. */
export interface Prepared {
  readonly message: Message;
  readonly known: Known;
  readonly parts: readonly Part[];
}
