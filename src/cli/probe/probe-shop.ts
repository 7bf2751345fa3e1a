import type { Verdict } from '../../delivery/platform-port.ts';
import type { HttpAnswer } from '../../http/http.ts';
import type { Contact } from '../../event/signup.ts';
import type { CustomerPage } from '../../platforms/shared/listing.ts';
import type { ShopCall, ShopRequest } from '../../platforms/shared/shop-call.ts';

/** A customer that the probe creates. A consent that is absent is left out of the body. */
export interface ProbeCustomer {
  readonly email: string;
  /** As the probe writes it: `phone` is E.164, `spelling` the national digits of SHOPLINE. */
  readonly phone?: PhoneToSend;
  readonly otherPhone?: string;
  readonly consents?: Consents;
  readonly details?: Details;
  readonly note?: string;
}

export interface PhoneToSend {
  readonly e164: string;
  /** SHOPLINE: with or without the 0 that is dialled inside the country. */
  readonly withZero: boolean;
}

export interface Consents {
  readonly email?: boolean;
  readonly sms?: boolean;
}

/** Tags and the first line of an address: one of each. */
export interface Details {
  readonly tag: string;
  readonly street: string;
}

/** An update. The marker is another value each time: an answer that shows it is no older than the update. */
export interface ProbeChange {
  readonly marker?: string;
  readonly consents?: Consents;
  readonly details?: Details;
  readonly note?: string | null;
}

/** A customer as an answer shows it. */
export interface Seen {
  readonly id?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly areaCode?: string;
  readonly contactPhones: readonly string[];
  readonly tags: readonly string[];
  readonly streets: readonly string[];
  readonly consents: Consents;
  readonly marker?: string;
  readonly note?: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt?: number;
}

/** A search that the probe compares: by which parameter, and for which value. */
export type SearchBy = 'lag' | 'email' | 'query' | 'phone' | 'contact';

/** What differs between the platforms. */
export interface ProbeDialect {
  readonly platform: 'shopline' | 'shoplazza';
  readonly version: string;
  /** Absent where the API cannot delete. */
  readonly remove?: (id: string) => ShopRequest;
  readonly create: (customer: ProbeCustomer) => ShopRequest;
  readonly read: (id: string) => ShopRequest;
  readonly update: (id: string, change: ProbeChange) => ShopRequest;
  readonly search: (by: SearchBy, value: string) => ShopRequest;
  /** @returns undefined if the answer is no customer. */
  readonly seen: (body: unknown) => Seen | undefined;
  /** The rows of a search; undefined if the answer is no list. */
  readonly found: (body: unknown) => readonly Seen[] | undefined;
  /** What the relay makes of a create's answer. */
  readonly verdictOf: (
    operation: 'create' | 'update' | 'read',
    answer: HttpAnswer,
  ) => Verdict | undefined;
  readonly errorTexts: (body: unknown) => readonly string[];
  /** Tests the token, and changes nothing. */
  readonly check: (call: ShopCall) => Promise<void>;
  readonly listPage: (call: ShopCall, after?: string) => Promise<CustomerPage>;
  /** The contacts that a customer of a search has. */
  readonly contactsIn: (
    body: unknown,
  ) => readonly { readonly id: string; readonly contacts: readonly Contact[] }[];
}
