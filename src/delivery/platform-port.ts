import type { Contact, NormalSignup } from '../event/signup.ts';
import type { Reason } from '../event/errors.ts';

/** When a fact became true, and by which event. Orders the facts of one field. */
export interface Stamp {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Identity of the event; the greater one by code unit breaks ties. */
  readonly id: string;
  /** Set on consent only: at the same instant a denial beats a grant. */
  readonly denied?: true;
  /** An anonymous grant or contact: every stamp without this mark ranks above it. */
  readonly weak?: true;
}

/** The clock of every field of one customer that an event has set so far. */
export type Clocks = Readonly<Record<string, Stamp>>;

interface FactBase {
  /** The clock that orders this fact: `name`, `consent.email`, `tag:<digest>`, … */
  readonly key: string;
  readonly stamp: Stamp;
}

/** The platform's request parameters of one field, e.g. a phone with its calling code. */
export interface ParameterFact extends FactBase {
  readonly kind: 'parameters';
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A tag to add. Tags are never removed. */
export interface TagFact extends FactBase {
  readonly kind: 'tag';
  readonly tag: string;
}

/** An address to add, in the platform's own shape. Addresses are never removed. */
export interface AddressFact extends FactBase {
  readonly kind: 'address';
  readonly address: Readonly<Record<string, unknown>>;
}

/** One field value that an event states about a customer, in the platform's own terms. */
export type Fact = ParameterFact | TagFact | AddressFact;

/** A signup in the platform's own terms. */
export interface Fitted {
  /** Everything that the platform can hold; at most one fact per key. */
  readonly facts: readonly Fact[];
  /**
   * Parameters that exist only on create and have no clock (welcome mail, password, …), by request parameter name.
   * Updates leave them out on purpose.
   */
  readonly createOnly: Readonly<Record<string, unknown>>;
  /** Paths of signup fields that the platform cannot hold at all, e.g. `customer.gender`. */
  readonly unheld: readonly string[];
}

/** What an answer of the shop shows about a customer. */
export interface Shown {
  /** The stored consents by their clock: `consent.email`, `consent.sms`. One that the platform does not show is absent. */
  readonly consents: Readonly<Record<string, boolean>>;
  /** The consents that the shop or the customer withdrew there, where the platform says so. */
  readonly unsubscribed: readonly string[];
  /** When the record was written last, in the shop's clock, in milliseconds since the epoch. */
  readonly updatedAt?: number;
  readonly contacts: readonly Contact[];
  /** Stored values by request parameter, of those that were asked for. One that the platform does not show is absent. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A customer that a search found, and that was compared with the requested contact. */
export interface Hit {
  readonly id: string;
  /** The requested contact; the customer really has it. */
  readonly contact: Contact;
  /** The contact is a phone that the shop never verified: a customer, or a clerk, typed it. */
  readonly isUnverified?: true;
  /** Further contacts of the same customer, where the search shows them. */
  readonly others?: readonly Contact[];
  readonly shown?: Shown;
}

export interface Created {
  readonly id: string;
  /** Facts that the create call could not carry: an update must follow. */
  readonly remaining: readonly Fact[];
  /** When the shop wrote it, in the shop's clock, in milliseconds since the epoch. */
  readonly updatedAt?: number;
}

export interface Updated {
  /** Keys or paths of facts that this platform holds but cannot update, e.g. `phone` on Shoplazza. */
  readonly unheld: readonly string[];
  /** When the shop wrote it, in the shop's clock, where the last answer says so. Milliseconds since the epoch. */
  readonly updatedAt?: number;
  /** False if the customer had everything already, so nothing was sent. */
  readonly isWritten?: false;
}

/**
 * What the relay needs from a shop platform; one instance serves one attempt for one store.
 * The calls reject with `PlatformError`, or with `WaitError` where no time is left for a call.
 */
export interface Platform {
  readonly name: 'shopline' | 'shoplazza';
  /**
   * True where the platform documents that it refuses a second customer with the same contact.
   * There the relay creates first and needs no lease for it; elsewhere it searches first, under a lease.
   */
  readonly refusesDuplicates: boolean;
  /**
   * Translates a signup into this platform's terms. Pure; checks every request body that could follow.
   *
   * @throws RejectedError `invalid_request` when a body would break the platform's documented rules.
   */
  fit(signup: NormalSignup): Fitted;
  /**
   * Whether signups of one person may be written as one. Pure. False where a body would break the platform's rules, or
   * where separate writes would have another result.
   *
   * @param merged the result of `mergeFitted` for all of them.
   */
  takesTogether(all: readonly Fitted[], merged: Fitted): boolean;
  /** Finds every customer that has one of the contacts. */
  find(contacts: readonly Contact[]): Promise<readonly Hit[]>;
  /**
   * @param parameters request parameters whose stored values are needed, too.
   * @throws PlatformError `gone` if the customer does not exist any more.
   */
  read(id: string, parameters?: readonly string[]): Promise<Shown>;
  create(fitted: Fitted): Promise<Created>;
  /**
   * Sets exactly these facts on a customer and changes nothing else.
   *
   * @param onWrite called before every call that may change the customer, and not before calls that only read.
   */
  update(id: string, facts: readonly Fact[], onWrite?: () => void): Promise<Updated>;
}

/** The meaning of a platform's answer, or of a missing answer. One table per platform decides. */
export type Verdict =
  /** It can never succeed: dead letter with this reason. */
  | {
      readonly kind: 'final';
      readonly reason: Reason;
      /** A refused create that no table knows: one search tells whether the customer exists. */
      readonly isUnknown?: true;
    }
  /** Another customer has one of the contacts: find and update it. */
  | { readonly kind: 'taken' }
  /** The customer of this id does not exist any more. */
  | { readonly kind: 'gone' }
  /** Too many calls: wait, at least `retryAfterMs` if the shop named a time. */
  | { readonly kind: 'wait'; readonly retryAfterMs?: number }
  /** The shop itself takes no calls: it is not active, has moved, or its configured address is wrong. */
  | { readonly kind: 'closed'; readonly retryAfterMs?: number }
  /** Nothing was written, or a repetition does no harm: try again. */
  | {
      readonly kind: 'again';
      readonly retryAfterMs?: number;
      /** Whether the shop may still be processing the call, and write later. */
      readonly mayStillWrite?: boolean;
      /** Whether it is certain that the update has written nothing. */
      readonly isUnwritten?: boolean;
    }
  /** The token was refused. */
  | { readonly kind: 'unauthorized' }
  /** It may have been written: find out before writing again. */
  | { readonly kind: 'ambiguous' };

/** A call to a platform that did not succeed. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly verdict: Verdict;

  /** @param detail the call, the status and the allow-listed part of the answer; no personal data, no secrets. */
  constructor(verdict: Verdict, detail: string, options: ErrorOptions = {}) {
    super(detail, options);
    this.verdict = verdict;
  }
}
