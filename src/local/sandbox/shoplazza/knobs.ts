import { COMMON_KNOB_CHECKS, isFlag, type KnobChecks, type Knobs } from '../knobs.ts';

export interface ShoplazzaKnobs extends Knobs {
  /** Whether an update grants a consent that it omits: the documented default. @default true */
  readonly updateConsentDefault: boolean;
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
  updateConsentDefault: true,
};

export const SHOPLAZZA_KNOB_CHECKS: KnobChecks<ShoplazzaKnobs> = {
  ...COMMON_KNOB_CHECKS,
  updateConsentDefault: isFlag,
};
