/**
 * Every reason a dead letter can carry. The codes are stable: alarms, dashboards and replays select by them.
 * `docs/reasons.md` has one row per code; a test keeps the two equal.
 */
export const REASONS = [
  'invalid_json',
  'invalid_event',
  'unknown_store',
  'unknown_source',
  'invalid_delivery',
  'invalid_signup',
  'invalid_request',
  'rejected',
  'identity_conflict',
  'contact_taken',
  'customer_not_found',
  'unauthorized',
  'retries_exhausted',
  'expired',
] as const;

export type Reason = (typeof REASONS)[number];
