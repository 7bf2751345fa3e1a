import type { StorePublicSource, StoreSource } from '../generated/types.ts';
import { hmacScheme, sameText } from '../sources/verify/hmac-scheme.ts';
import { MAY_BE_UNSIGNED, SCHEMES } from '../sources/verify/schemes.ts';
import { verify } from '../sources/verify/verify.ts';
import type { ReceiveRequest } from './request.ts';

interface AccessContext {
  /** The public base address, without a slash at its end. */
  readonly publicUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Shorter secrets in an address could be guessed. */
const LEAST_SECRET = 16;
/** For work whose result is not used. */
const anyScheme = hmacScheme({ header: 'signature' });

/**
 * Decides whether a request comes from the source that it names. Every request costs the same work, whether or not
 * its store and source exist: the signature is computed, and the secret of the address is compared.
 *
 * @param config undefined where the store or the source does not exist.
 * @returns why it is refused, free of values; undefined where it is let in.
 */
export function refusalOf(
  request: ReceiveRequest,
  config: StoreSource | undefined,
  { publicUrl, now }: AccessContext,
): string | undefined {
  const secrets = config?.secrets ?? [];
  const scheme = config && SCHEMES[config.tool];
  const url = config?.url ?? addressOf(request, publicUrl);
  const signed = { headers: request.headers, body: request.body, url };
  const bySignature = verify(scheme ?? anyScheme, signed, { secrets, now });
  const bySecret = refuseBySecret(request.secret, secrets);
  if (config === undefined) return 'there is no such store or source';
  if (publicOf(config)) {
    const isAllowed = isAllowedOrigin(request, config);
    return isAllowed ? undefined : 'the origin is missing or not an allowed one';
  }
  if (config.unsigned === true && MAY_BE_UNSIGNED.has(config.tool)) return bySecret;
  return scheme ? bySignature : 'the tool cannot sign and the source is not marked as unsigned';
}

/** What a form on a web page may do, to which anybody may post. What can sign is never public. */
export const publicOf = (config: StoreSource | undefined): StorePublicSource | undefined =>
  config?.tool === 'html-form' ? config.public : undefined;

/** Whether the request comes from a page that the public source is for. */
export const isAllowedOrigin = (
  { headers }: ReceiveRequest,
  config: StoreSource | undefined,
): boolean => allowedOrigins(publicOf(config)).includes(headers['origin'] ?? '');

/** As browsers write them: in lower case, without the usual port. */
export const allowedOrigins = (form: StorePublicSource | undefined): readonly string[] =>
  (form?.origins ?? []).flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).origin] : []));

/** Whether a text is one of the secrets, in constant time for each. */
export function isSecret(given: string | undefined, secrets: readonly string[]): boolean {
  const compared = secrets.length === 0 ? ['a secret that opens nothing'] : secrets;
  const found = compared.map((secret) => sameText(given ?? '', secret)).includes(true);
  return found && secrets.length > 0 && given !== undefined;
}

function refuseBySecret(given: string | undefined, secrets: readonly string[]): string | undefined {
  const long = secrets.filter((secret) => secret.length >= LEAST_SECRET);
  const matches = isSecret(given, long);
  if (long.length === 0) return 'no secret of at least 16 characters is configured';
  return matches ? undefined : 'the secret in the address is missing or wrong';
}

/** The address as it was given to the tool. Never from `Host`, which whoever asks can choose. */
function addressOf({ store = '', source = '', query }: ReceiveRequest, publicUrl: string): string {
  return `${publicUrl}/webhooks/${store}/${source}${query === '' ? '' : `?${query}`}`;
}
