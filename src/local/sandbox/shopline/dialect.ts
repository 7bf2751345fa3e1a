import type { DuplicateAnswer } from '../knobs.ts';
import { type Dialect, ShopError } from '../shop.ts';

const BODIES = {
  400: { error: 'The body is not JSON', code: 'BAD_REQUEST', caused_by: {} },
  401: { message: 'Unauthorized', code: 'UNAUTHORIZED', extras: {} },
  404: { message: 'Not found', code: 'NOT_FOUND', extras: {} },
  429: {
    error: 'Rate limit exceeded for attempts to access Open API. please try again later',
    code: 'RateLimitExceeded',
  },
  500: { message: 'Internal server error', code: 'INTERNAL_SERVER_ERROR' },
};

/** @see https://open-api.docs.shoplineapp.com/docs/openapi-request-example for the token and the body of 429 */
export const SHOPLINE_DIALECT: Dialect = {
  prefix: '/v1',
  prefixes: ['/v1'],
  isAuthorized: ({ authorization = '' }, token) => {
    const [scheme = '', credentials] = authorization.split(' ');
    return scheme.toLowerCase() === 'bearer' && credentials === token;
  },
  errorFor: (status) => new ShopError(status, BODIES[status]),
};

/** 422 with every problem. The shape is documented; code and texts are the sandbox's own. */
export function invalid(problems: readonly string[]): ShopError {
  const message = problems.join('; ');
  return new ShopError(422, { error: message, message, code: 'UNPROCESSABLE_ENTITY', extras: {} });
}

/** A duplicate, as the knob `duplicateAnswers` says it. */
export function duplicateRefusal({ status, code, words = [] }: DuplicateAnswer): ShopError {
  const [message, error = message] = words;
  return new ShopError(status, {
    ...(message !== undefined && { message, error }),
    ...(code !== undefined && { code }),
    extras: {},
  });
}

export function customerNotFound(): ShopError {
  return new ShopError(404, { message: 'Customer not found', code: 'NOT_FOUND', extras: {} });
}

export function forbidden(message: string): ShopError {
  return new ShopError(403, { message, code: 'FORBIDDEN', extras: {} });
}
