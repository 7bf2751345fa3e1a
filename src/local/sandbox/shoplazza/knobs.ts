import {
  COMMON_KNOB_CHECKS,
  isOneOf,
  type KnobChecks,
  type Knobs,
  type OmittedConsent,
  type PerChannel,
} from '../knobs.ts';

export interface ShoplazzaKnobs extends Knobs {
  /** `exact`: `contact=` finds a phone as it is stored; `lenient`: also without its `+`. @default 'exact' */
  readonly phoneSearch: 'exact' | 'lenient';
  /** `primary`: `contact=` finds the primary contact only; `any`: the other one, too. @default 'primary' */
  readonly contactSearch: 'primary' | 'any';
  /** `as_sent`: answers show the phone as sent; `parts`: without its calling code, which is beside it. @default 'as_sent' */
  readonly phoneStored: 'as_sent' | 'parts';
  /**
   * Whether an update grants a consent that it omits. `documented`: as the pages of its version say, in 2022-01 yes, since
   * 2025-06 no.
   *
   * @default 'documented'
   */
  readonly updateConsentDefault: PerChannel<OmittedConsent> | 'documented';
}

/** @see https://shoplazza.dev/reference/api-rate-limits for the two buckets */
export const SHOPLAZZA_KNOBS: ShoplazzaKnobs = {
  searchLagMs: 0,
  unique: true,
  latencyMs: 0,
  limits: [
    { perSecond: 2, burst: 40 },
    { perSecond: 20, burst: 80 },
  ],
  faults: [],
  duplicateAnswers: {},
  uniqueEmailCase: 'as_search',
  emailCase: 'ignore',
  emailStored: 'as_sent',
  phoneSearch: 'exact',
  contactSearch: 'primary',
  phoneStored: 'as_sent',
  createStatus: 200,
  consentDefault: true,
  updateConsentDefault: 'documented',
  nullOnUpdate: 'keeps',
  emptyOnUpdate: 'clears',
  tagsOnUpdate: 'replaced',
  addressesOnUpdate: 'ignored',
  updatedAtOnUnsubscribe: true,
  headers: {},
};

export const SHOPLAZZA_KNOB_CHECKS: KnobChecks<ShoplazzaKnobs> = {
  ...COMMON_KNOB_CHECKS,
  phoneSearch: isOneOf('exact', 'lenient'),
  contactSearch: isOneOf('primary', 'any'),
  phoneStored: isOneOf('as_sent', 'parts'),
  updateConsentDefault: (value) =>
    value === 'documented' || COMMON_KNOB_CHECKS.updateConsentDefault(value),
};
