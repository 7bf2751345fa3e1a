import type { ContactState } from '../delivery/ledger-port.ts';
import { PlatformError } from '../delivery/platform-port.ts';

/** How long after a write a platform's search may not show it, in milliseconds. */
export const SEARCH_LAG_MS = 60_000;

/**
 * A create whose answer never came may have succeeded, and the search may not show it yet.
 *
 * @throws PlatformError `again` while one of the contacts has such a create younger than the search lag.
 */
export function refuseWhileAmbiguous(states: readonly ContactState[], now: number): void {
  const youngest = Math.max(...states.map(({ creatingSince = 0 }) => creatingSince));
  const left = youngest + SEARCH_LAG_MS - now;
  if (left > 0) {
    throw new PlatformError(
      { kind: 'again', retryAfterMs: Math.min(left, SEARCH_LAG_MS / 4) },
      "an earlier create had no answer; waiting until the shop's search would show it",
    );
  }
}
