import type { Signup } from '../generated/types.ts';
import type { LeftOut } from './left-out.ts';

/** An e-mail or a phone, in the form that is compared: e-mail in lower case, phone in E.164. */
export interface Contact {
  readonly kind: 'email' | 'phone';
  readonly value: string;
}

/** The id by which a source calls a customer. It may change its customer's contacts, and never means another one. */
export interface VendorId {
  /** Name of the source in the store's configuration. */
  readonly source: string;
  readonly id: string;
}

/**
 * Whether the sender has checked that its signups are from the person they name. `anonymous`: anyone may have typed
 * them.
 */
export type Trust = 'verified' | 'anonymous';

/** A normalised signup: phones in E.164, all times present. */
export interface NormalSignup {
  readonly type: 'customer.signed_up' | 'customer.updated';
  readonly store: string;
  /** CloudEvents `id` and `source`, safe for ledger and log. */
  readonly eventId: string;
  readonly eventSource: string;
  /** When the fact became true, in milliseconds since the epoch. */
  readonly time: number;
  /** Orders facts of the same time: `id` and `source` of the event. */
  readonly stampId: string;
  /** Empty where the event names its customer by `vendorId` only. */
  readonly contacts: readonly Contact[];
  /** Absent where the source has no ids of customers, or never uses them alone. */
  readonly vendorId?: VendorId;
  readonly trust: Trust;
  /** The consents that this anonymous event grants rank with verified ones. */
  readonly reconsent?: true;
  /**
   * Of an anonymous signup by a known user: the contacts that the user has proven. If there are any, only these lead to a
   * customer who exists. The user's id never becomes that of such a customer.
   */
  readonly proven?: readonly Contact[];
  /** Parts that were left out before any shop was asked. Absent when there are none. */
  readonly leftOut?: readonly LeftOut[];
  readonly data: Signup;
}
