/**
 * How long a new record is still being filled in, in milliseconds: at a counter it is made first, and gets its e-mail
 * while the customer stands there.
 */
const SIGN_UP_MS = 600_000;

/**
 * Whether a change of a record still belongs to its making. Later changes update customers whom the shop knows and
 * create nobody.
 */
export function isSignUp(createdAt: string | undefined, updatedAt: string | undefined): boolean {
  // Square rounds one of the two to the second: it may be the earlier one.
  return Math.abs(Date.parse(updatedAt ?? '') - Date.parse(createdAt ?? '')) <= SIGN_UP_MS;
}
