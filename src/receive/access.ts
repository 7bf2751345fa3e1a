import type { StorePublicSource, StoreSource } from '../generated/types.ts';
import { sameText } from '../sources/verify/checks.ts';
import { isSecretAddress, signaturesOf } from '../sources/verify/schemes.ts';
import type { SignedRequest } from '../sources/verify/signed-request.ts';
import { verify } from '../sources/verify/verify.ts';
import type { ReceiveRequest } from './request.ts';

interface AccessContext {
  /** The public base address, without a slash at its end. */
  readonly publicUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A shorter secret in an address could be guessed. */
const LEAST_SECRET = 16;

/**
 * Decides whether a request comes from the source in its address. Response times must not reveal which stores and
 * sources exist. So every request costs the same work: one signature and one comparison of the secret.
 *
 * @param config undefined if the store or the source does not exist.
 * @returns the reason of the refusal, without values; undefined if the request is allowed.
 */
export function refusalOf(
  request: ReceiveRequest,
  config: StoreSource | undefined,
  { publicUrl, now }: AccessContext,
): string | undefined {
  const secrets = config?.secrets ?? [];
  const signatures = config === undefined ? [] : signaturesOf(config);
  const signed = { ...request, ...addressOf(request, config?.url, publicUrl) };
  const bySignature = verify(signatures, signed, { secrets, now });
  const bySecret = refuseBySecret(request.secret, secrets);
  if (config === undefined) return 'there is no such store or source';
  const form = publicFormOf(config);
  if (form !== undefined) {
    const isAllowed = isAllowedOrigin(request, form);
    return isAllowed ? undefined : 'the origin is missing or not allowed';
  }
  if (hasSecretAddress(config)) return bySecret;
  if (signatures.length > 0) return bySignature;
  return config.tool === 'custom'
    ? 'the source has no `signature`'
    : 'the tool cannot sign and the source is not marked as unsigned';
}

/**
 * Whether the last part of the address is the secret of the source. On a public form, and where the tool signs, anyone can
 * write anything there.
 */
export const hasSecretAddress = (config: StoreSource): boolean =>
  publicFormOf(config) === undefined && isSecretAddress(config);

/** The public form of a source, if it is one: any browser may post to it. A tool that can sign is never public. */
export const publicFormOf = (config: StoreSource | undefined): StorePublicSource | undefined =>
  config?.tool === 'html-form' ? config.public : undefined;

/** Whether the request comes from a page of this form. */
export const isAllowedOrigin = (
  { headers }: ReceiveRequest,
  form: StorePublicSource | undefined,
): boolean => allowedOrigins(form).includes(headers['origin'] ?? '');

/** As browsers write them: in lower case, without the default port. */
export const allowedOrigins = (form: StorePublicSource | undefined): readonly string[] =>
  (form?.origins ?? []).flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).origin] : []));

/** Whether a text is one of the secrets, in constant time for each. */
export function isSecret(given: string | undefined, secrets: readonly string[]): boolean {
  const compared = secrets.length === 0 ? ['a secret that opens nothing'] : secrets;
  const found = compared.map((secret) => sameText(given ?? '', secret)).includes(true);
  return found && secrets.length > 0 && given !== undefined;
}

/** Why the end of an address is none of the secrets, in constant time; undefined where it is one. */
export function refuseBySecret(
  given: string | undefined,
  secrets: readonly string[],
): string | undefined {
  const long = secrets.filter((secret) => secret.length >= LEAST_SECRET);
  const matches = isSecret(given, long);
  if (long.length === 0) return 'no secret of at least 16 characters is configured';
  return matches ? undefined : 'the secret in the address is missing or wrong';
}

/** The address that the tool was given. Never from the header `Host`: the sender can choose that. */
function addressOf(
  { store = '', source = '', query }: ReceiveRequest,
  configured: string | undefined,
  publicUrl: string,
): Pick<SignedRequest, 'url' | 'urlQuery'> {
  if (configured !== undefined) return { url: configured };
  const urlQuery = query === '' ? '' : `?${query}`;
  return { url: `${publicUrl}/webhooks/${store}/${source}${urlQuery}`, urlQuery };
}
