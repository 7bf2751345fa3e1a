import { type Dialect, ShopError } from '../shop.ts';

const BODIES = {
  400: { errors: ['Bad Request'] },
  401: { error: 'Unauthorized' },
  404: { errors: ['Not Found'] },
  429: { errors: ['Too Many Requests'] },
  500: { errors: ['Internal Server Error'] },
};

/** @see https://shoplazza.dev/reference/api-public-parameters for the token header */
export const SHOPLAZZA_DIALECT: Dialect = {
  prefix: '/openapi/2022-01',
  isAuthorized: (headers, token) => headers['access-token'] === token,
  errorBody: (status) => BODIES[status],
};

/** 422 with one text per broken rule; the shape is documented. */
export function invalid(errors: readonly string[]): ShopError {
  return new ShopError(422, { errors });
}

export function customerNotFound(): ShopError {
  return new ShopError(404, { errors: ['record not found'] });
}

export function addressNotFound(): ShopError {
  return new ShopError(404, { errors: ['Record not found'] });
}
