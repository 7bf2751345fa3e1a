import { COMMON_KNOB_CHECKS, isOneOf, type KnobChecks, type Knobs } from '../knobs.ts';

export interface ShoplazzaKnobs extends Knobs {
  /**
   * Whether an update grants a consent that it omits. `documented`: as the pages of its version say, in 2022-01 yes, since
   * 2025-06 no.
   *
   * @default 'documented'
   */
  readonly updateConsentDefault: boolean | 'documented';
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
  emailCase: 'ignore',
  updateConsentDefault: 'documented',
};

export const SHOPLAZZA_KNOB_CHECKS: KnobChecks<ShoplazzaKnobs> = {
  ...COMMON_KNOB_CHECKS,
  updateConsentDefault: isOneOf(true, false, 'documented'),
};
