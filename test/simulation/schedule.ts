/** A name that every shop rejects. */
export const REFUSED_NAME = 'Mallory';

/** One event about a person, and when it is sent. Minutes are before the start; absent `minute`: no `time`. */
export interface Said {
  readonly person: number;
  readonly type: 'customer.signed_up' | 'customer.updated';
  readonly minute?: number | undefined;
  readonly name?: string | undefined;
  readonly note?: string | undefined;
  readonly tag?: string | undefined;
  readonly hasPhone: boolean;
  /** Anyone may have typed it. `stranger`: with a phone of their own beside the person's e-mail. */
  readonly anonymous?: 'person' | 'stranger' | undefined;
  readonly email?: Consent | undefined;
  readonly sms?: Consent | undefined;
  /** Once per time, in milliseconds after the start. */
  readonly sentAtMs: readonly number[];
}

export interface Consent {
  readonly state: 'granted' | 'denied';
  /** Its own time; absent: the event's. */
  readonly minute?: number | undefined;
}

/** A customer that the shop has from the start. */
export interface Existing {
  readonly person: number;
  readonly emailConsent: boolean;
}

/** One of several parallel consumers. Lists repeat from the start when they end. */
export interface Worker {
  readonly skewMs: number;
  /** How slow each of its calls is, 0 to 9. */
  readonly pace: readonly number[];
  /** Its random numbers, in percent. */
  readonly dice: readonly number[];
  readonly batchSizes: readonly number[];
}

/** `nth` counts the calls of that kind in the whole run, from 0. */
export type Trouble =
  /** The consumer dies at the nth call of any kind; `isSent` tells whether that call still arrives. */
  | { readonly kind: 'kill'; readonly nth: number; readonly isSent: boolean }
  /** `down`: nothing happens. `lost`: it happens, and no try is answered. `retried`: the answer of the first try is lost. */
  | { readonly kind: 'ledger'; readonly nth: number; readonly how: 'down' | 'lost' | 'retried' }
  /** Every so-many-th answer of AWS is lost, the first one `first` answers earlier. `silence`: DynamoDB's callers wait. */
  | {
      readonly kind: 'answers';
      readonly every: number;
      readonly first: number;
      readonly how: 'reset' | 'silence';
      /** When the losses end. Each lost answer of the queue leaves a copy; for hours, copies of copies would flood it. */
      readonly untilMs?: number;
    }
  | { readonly kind: 'queue'; readonly nth: number; readonly how: 'down' | 'lost' | 'refused' }
  | { readonly kind: 'shop'; readonly nth: number; readonly how: ShopFault }
  /** The nth message that is received stays visible. */
  | { readonly kind: 'twice'; readonly nth: number }
  /** The nth deletion has no effect. */
  | { readonly kind: 'undeleted'; readonly nth: number }
  | { readonly kind: 'closed'; readonly atMs: number; readonly forMs: number }
  /** The token changes; the configuration changes later, or before it where negative. */
  | { readonly kind: 'token'; readonly atMs: number; readonly knownAfterMs: number }
  /** The customer is deleted by hand. */
  | { readonly kind: 'deleted'; readonly person: number; readonly atMs: number }
  /** The customer decides about a channel in the shop. `isSaid`: the shop tells that it was the customer. */
  | {
      readonly kind: 'decides';
      readonly person: number;
      readonly channel: 'email' | 'sms';
      readonly isYes: boolean;
      readonly isSaid: boolean;
      readonly atMs: number;
    }
  /** Shop staff edit the record. */
  | { readonly kind: 'edited'; readonly person: number; readonly atMs: number };

/** `after`: the write happened. `late`: it happens five seconds after the caller gave up. */
export type ShopFault =
  | '429'
  | '429-later'
  | '500'
  | '500-after'
  | 'silent'
  | 'silent-after'
  | 'silent-late'
  | 'unreached'
  | 'slow';

/** All variable parts of one run: the same schedule gives the same run, step by step. */
export interface Schedule {
  readonly platform: 'shopline' | 'shoplazza';
  readonly searchLagMs: number;
  readonly hasTightLimit: boolean;
  readonly existing: readonly Existing[];
  readonly said: readonly Said[];
  readonly fleet: readonly Worker[];
  readonly troubles: readonly Trouble[];
  /** The shop posts each change of a customer so long after it, in turn. Absent: it posts nothing. Milliseconds. */
  readonly postsAfterMs?: readonly number[];
}

/** When every run starts. */
export const START_MS = Date.parse('2026-11-22T08:00:00Z');
