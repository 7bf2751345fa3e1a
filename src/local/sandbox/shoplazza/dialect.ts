import type { Dialect } from '../dialect.ts';

const BODIES = {
  400: { errors: ['Bad Request'] },
  401: { error: 'Unauthorized' },
  404: { errors: ['Not Found'] },
  429: { errors: ['Too Many Requests'] },
  500: { errors: ['Internal Server Error'] },
};

/** @see https://shoplazza.dev/reference/api-public-parameters for the token header. */
export const SHOPLAZZA_DIALECT: Dialect = {
  prefix: '/openapi/2022-01',
  isAuthorized: (headers, token) => headers['access-token'] === token,
  errorBody: (status) => BODIES[status],
};
