import { type Claim, hmacCheck, type Scheme, type SignedRequest } from './hmac-scheme.ts';

/** Why a signature is not accepted; free of values. */
export type SignatureRefusal =
  | 'no secret of the right form is configured'
  | 'the signature or its time is missing or malformed'
  | 'the signature does not match'
  | 'the signature has no time'
  | 'the signature is too old or from the future';

/** Secrets that every request is checked with, at least: as many as a source has while one is being replaced. */
const LEAST_CHECKS = 2;

/** For work whose result is not used. */
const idleCheck = hmacCheck('a secret that opens nothing', {});

/**
 * Verifies a signature over the exact bytes, in constant time, with every live secret. Costs the same without a
 * signature, for a source without secrets, and for a source with up to two secrets.
 *
 * @param now milliseconds since the epoch.
 * @returns why it is refused; undefined where it is accepted.
 */
export function verify(
  scheme: Scheme,
  request: SignedRequest,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): SignatureRefusal | undefined {
  const claim = scheme.claim(request);
  const checks = secrets.flatMap((secret) => scheme.check(secret) ?? []);
  const checked = claim ?? { content: [request.body], signatures: [''] };
  const matches = checks.map((check) => check(checked)).includes(true);
  for (let count = checks.length; count < LEAST_CHECKS; count += 1) idleCheck?.(checked);
  if (checks.length === 0) return 'no secret of the right form is configured';
  if (claim === undefined) return 'the signature or its time is missing or malformed';
  return matches ? refuseByTime(claim, scheme, now) : 'the signature does not match';
}

function refuseByTime(
  { signedAt }: Claim,
  { windowMs }: Scheme,
  now: number,
): SignatureRefusal | undefined {
  if (windowMs === undefined) return undefined;
  const time = signedAt?.();
  if (time === undefined) return 'the signature has no time';
  return Math.abs(now - time) > windowMs
    ? 'the signature is too old or from the future'
    : undefined;
}
