import type { Signup } from '../../generated/types.ts';
import { splitName } from './split-name.ts';

/** Names as far as the event says them; `''` clears. */
export interface Names {
  readonly first?: string;
  readonly last?: string;
}

/**
 * The first and last name that an event says. `name` counts only where neither part is said on its own.
 *
 * `null` becomes an empty text: Shoplazza documents no other way to clear, types names as text without a least length,
 * and shows empty ones as `""`.
 */
export function namesOf({ name, firstName, lastName }: Signup['customer']): Names {
  if (firstName !== undefined || lastName !== undefined) {
    return {
      ...(firstName !== undefined && { first: firstName ?? '' }),
      ...(lastName !== undefined && { last: lastName ?? '' }),
    };
  }
  return name === undefined ? {} : splitName(name ?? '');
}
