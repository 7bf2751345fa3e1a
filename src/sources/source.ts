import type { RejectedError } from '../event/errors.ts';
import type { LeftOut } from '../event/left-out.ts';
import type { Contact } from '../event/signup.ts';
import type { DeliveryLine, Signup, StoreSource } from '../generated/types.ts';
import type { Fetcher } from './fetch/fetcher.ts';

/** What one tool posted, as `receive` stored it. */
export interface Delivery {
  readonly store: string;
  /** Name of the source in the store's configuration. */
  readonly source: string;
  /** When `receive` took it, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes. */
  readonly body: Uint8Array;
  /** What was fetched of the records that it names, by their ids. Never stored. */
  readonly answers?: ReadonlyMap<string, string>;
  /** What the ID token of a LINE user states; `receive` has verified it. */
  readonly line?: DeliveryLine;
}

export interface SourceContext {
  readonly config: StoreSource;
  /** Region of phones without a calling code: the source's own, else the store's. */
  readonly country: string | undefined;
}

/** A question about consent that was answered with neither a yes nor a no that counts. */
export interface UnclearConsent {
  readonly channel: 'email' | 'sms';
  /** The tool's reference of the question. */
  readonly field: string;
  /** The words that were chosen or typed: for `explain` only, never for the log. */
  readonly said: readonly string[];
}

/** A signup as a tool reports it. */
export interface FoundSignup {
  readonly kind: 'signup';
  readonly type: 'customer.signed_up' | 'customer.updated';
  /** The tool's own id of it, the same on every repetition. With the source's name it is the identity of the event. */
  readonly id: string;
  /** When it became true, RFC 3339 with a zone; absent when the tool does not say. */
  readonly time?: string;
  /** The tool's own id of the customer, where later events may name the customer by it alone. */
  readonly vendorId?: string;
  /** The signup without its store; checked by the signup's schema afterwards. */
  readonly data: Omit<Signup, 'store'>;
  readonly unclear?: readonly UnclearConsent[];
  /** Set where the delivery itself proves who speaks. Absent means what the source says of all its signups. */
  readonly trust?: 'verified';
  /** Kinds of contacts in it that a known user has proven, see `NormalSignup`; `[]` if none is. */
  readonly proven?: readonly Contact['kind'][];
  /** What the source could not use, by path into the signup; never the value. */
  readonly leftOut?: readonly LeftOut[];
  /** What the tool calls the fields of the signup, by path: for the texts of errors. */
  readonly fields?: Readonly<Record<string, string>>;
  /** What is wrong in the delivery beside it. */
  readonly flaw?: Flaw;
}

/** A mistake in a delivery of which something can be used all the same. */
interface Flaw {
  readonly error: RejectedError;
  /** Whether only its refusals can be used. Otherwise the wrong parts are left out, or with `refuse` it is refused. */
  readonly isFatal: boolean;
}

/** Tags for a customer whom the tool names by its own id only. */
export interface FoundTags {
  readonly kind: 'tags';
  readonly id: string;
  readonly time?: string;
  readonly vendorId: string;
  readonly tags: readonly string[];
}

/** The shop's own record of a customer, as the shop posts it after a change. It is noted, and nothing is written. */
export interface FoundRecord {
  readonly kind: 'record';
  readonly id: string;
  /** The platform of the shop. */
  readonly platform: 'shopline' | 'shoplazza';
  readonly customerId: string;
  readonly isRemoved: boolean;
  /** In the shop's own terms. `updated_at` is filled in where the delivery tells the time elsewhere. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** Something that is no signup, and why. */
export interface FoundNothing {
  readonly kind: 'skipped';
  readonly id: string;
  /** Free of personal data. */
  readonly why: string;
}

/** An entry that names a record of the tool by its id only: what it says has to be fetched. */
export interface FoundReference {
  readonly kind: 'reference';
  readonly id: string;
  /** The tool's id of it. */
  readonly reference: string;
}

/** An element of a delivery that cannot be read. The other elements are delivered. */
interface FoundRefused {
  readonly kind: 'refused';
  readonly id: string;
  readonly error: RejectedError;
}

export type Found =
  | FoundSignup
  | FoundTags
  | FoundRecord
  | FoundReference
  | FoundNothing
  | FoundRefused;

/** The sources by the name of their tool, in memory or to be loaded. */
export interface Sources {
  get(tool: string): Source | undefined | Promise<Source | undefined>;
}

/** How the deliveries of one tool are read. */
export interface Source {
  readonly tool: string;
  /** `anonymous`: anyone can type anything into it. A store's configuration may say otherwise. @default 'verified' */
  readonly trust?: 'anonymous';
  /**
   * Set for a tool that can post only ids. Its entries are references until the delivery has their answers.
   *
   * @returns undefined where the source gets the answers themselves.
   */
  readonly fetcherOf?: (config: StoreSource) => Fetcher | undefined;
  /**
   * Every signup in a delivery. Pure and total: the same delivery always gives the same result.
   *
   * @throws RejectedError `invalid_delivery` when it is not what this tool posts; names the place, never the value.
   */
  read(delivery: Delivery, context: SourceContext): readonly Found[];
}
