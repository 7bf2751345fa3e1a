import { SHOPLAZZA_VERSIONS, type ShoplazzaVersion } from '../../../platforms/versions.ts';
import type { DuplicateAnswer } from '../knobs.ts';
import { type Dialect, type GeneralStatus, ShopError } from '../shop.ts';

const TEXTS: Readonly<Record<GeneralStatus, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** The prefix of a version's paths. */
export const prefixOf = ({ name }: ShoplazzaVersion): string => `/openapi/${name}`;

/**
 * All versions side by side, as in a real shop.
 *
 * @param version of `baseUrl`.
 * @see https://shoplazza.dev/reference/api-public-parameters for the token header
 */
export const shoplazzaDialect = (version: ShoplazzaVersion): Dialect => ({
  prefix: prefixOf(version),
  prefixes: SHOPLAZZA_VERSIONS.map(prefixOf),
  isAuthorized: (headers, token) => headers['access-token'] === token,
  errorFor: (status, path) => {
    const spoken = SHOPLAZZA_VERSIONS.find((one) => path.startsWith(`${prefixOf(one)}/`));
    if (spoken?.errors === 'code') return coded(status === 401 ? 400 : status, TEXTS[status]);
    return new ShopError(
      status,
      status === 401 ? { error: TEXTS[status] } : { errors: [TEXTS[status]] },
    );
  },
});

/** Since 2025-06, an error has a code and one text. The codes are the sandbox's own, except `InvalidParameter`. */
const coded = (status: number, message: string, code = message.replaceAll(' ', '')): ShopError =>
  new ShopError(status, { code, message });

/** One text per broken rule: 422 with a list, since 2025-06 400 with one text; the shapes are documented. */
export function invalid(errors: readonly string[], version: ShoplazzaVersion): ShopError {
  return version.errors === 'list'
    ? new ShopError(422, { errors })
    : coded(400, errors.join('; '), 'InvalidParameter');
}

/** A duplicate: 422, and since 2025-06 500. There the pages call 500 a business rule that cannot be kept. */
export function taken(version: ShoplazzaVersion, answer?: DuplicateAnswer): ShopError {
  if (answer) return duplicateRefusal(answer, version);
  const message = 'Email or Phone is already taken';
  return version.errors === 'list' ? invalid([message], version) : coded(500, message, 'Conflict');
}

/** A duplicate, as the knob `duplicateAnswers` says it. */
function duplicateRefusal(
  { status, code, words = [] }: DuplicateAnswer,
  version: ShoplazzaVersion,
): ShopError {
  const [message, error] = words;
  const said = version.errors === 'list' ? { errors: words } : { message, error };
  return new ShopError(status, { ...(code !== undefined && { code }), ...said });
}

/** 404; since 2025-06 400, because the pages name no 404. */
export function notFound(message: string, version: ShoplazzaVersion): ShopError {
  return version.errors === 'list'
    ? new ShopError(404, { errors: [message] })
    : coded(400, message, 'InvalidParameter');
}
