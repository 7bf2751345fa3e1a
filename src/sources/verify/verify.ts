import type { StoreSignature } from '../../generated/types.ts';
import { type Check, checkOf } from './checks.ts';
import { claimOf, signedValue, type SignedRequest } from './signed-request.ts';
import { timeAt, toTime } from './signed-time.ts';
import { jsonDocument } from './sorted-json.ts';

/** Why a signature is not accepted; free of values. */
export type SignatureRefusal =
  | 'no secret of the right form is configured'
  | 'the signature or its time is missing or malformed'
  | 'the signature does not match'
  | 'the signature would fit another request, too'
  | 'the signature has no time'
  | 'the signature is too old or from the future';

/** Secrets that every request is checked with, at least: as many as a source has while one is being replaced. */
const LEAST_CHECKS = 2;

/** For work whose result is not used. */
const IDLE: StoreSignature = { kind: 'hmac', header: 'signature', encoding: 'base64' };
const idleCheck = checkOf(IDLE, 'a secret that opens nothing');

/**
 * Verifies a signature over the exact bytes, in constant time, with every live secret. Costs the same without a
 * signature, for a source without secrets, and for a source with up to two secrets.
 *
 * @param signatures the ways in which the source signs. Each secret belongs to one of them.
 * @param now milliseconds since the epoch.
 * @returns why it is refused; undefined where it is accepted.
 */
export function verify(
  signatures: readonly StoreSignature[],
  request: SignedRequest,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): SignatureRefusal | undefined {
  const claims = new Map(signatures.map((one) => [one, claimOf(one, request)]));
  const checks = checksFor(signatures, secrets);
  const idle = { content: [request.body], candidates: [''] };
  const matched = checks.filter(({ of, check }) => check((of && claims.get(of)) ?? idle));
  const [signature] = matched.flatMap(({ of }) => of ?? []);
  const claim = signature && claims.get(signature);
  if (checks.every(({ of }) => of === undefined))
    return 'no secret of the right form is configured';
  if (![...claims.values()].some(Boolean))
    return 'the signature or its time is missing or malformed';
  if (!signature || !claim) return 'the signature does not match';
  const byTime = refuseByTime(signature, request, now);
  if (byTime !== undefined || !claim.needsJson) return byTime;
  return jsonDocument(request.body) === undefined
    ? 'the signature would fit another request, too'
    : undefined;
}

/**
 * The checks of a request, the same number for every source with up to two secrets. Those without a signature only cost
 * their time.
 */
export function checksFor(
  signatures: readonly StoreSignature[],
  secrets: readonly string[],
): readonly { readonly of?: StoreSignature; readonly check: Check }[] {
  const own = secrets.flatMap((secret) => {
    const of = signatureFor(secret, signatures);
    const check = of && checkOf(of, secret);
    return check ? [{ of, check }] : [];
  });
  const missing = LEAST_CHECKS - own.filter(({ check }) => check.reads).length;
  const idle = Array.from({ length: Math.max(0, missing) }, () => idleCheck ?? []).flat();
  return [...own, ...idle.map((check) => ({ check }))];
}

/**
 * The signature that a secret belongs to: by the prefix of its key, else the first. A secret never serves two: a public
 * key is known to everyone, so as the key of an HMAC it would let anyone sign.
 */
export const signatureFor = (
  secret: string,
  signatures: readonly StoreSignature[],
): StoreSignature | undefined =>
  signatures.find(({ key }) => key?.prefix !== undefined && secret.startsWith(key.prefix)) ??
  signatures[0];

function refuseByTime(
  signature: StoreSignature,
  request: SignedRequest,
  now: number,
): SignatureRefusal | undefined {
  if (signature.time === undefined) return undefined;
  const time = signedAt(signature, request);
  if (time === undefined) return 'the signature has no time';
  const { window = 300 } = signature.time;
  return Math.abs(now - time) <= window * 1_000
    ? undefined
    : 'the signature is too old or from the future';
}

/** When a request says that it was signed, in milliseconds since the epoch. */
export function signedAt(signature: StoreSignature, request: SignedRequest): number | undefined {
  const { time } = signature;
  if (time === undefined) return undefined;
  return time.pointer === undefined
    ? toTime(time.unit, signedValue(time, signature, request) ?? '')
    : timeAt(time.pointer, time.unit, request.body);
}
