import type { IncomingHttpHeaders } from 'node:http';

/** How one platform words what every shop API has. */
export interface Dialect {
  /** What the paths of the API begin with: `/v1`. */
  readonly prefix: string;
  readonly isAuthorized: (headers: IncomingHttpHeaders, token: string) => boolean;
  /** The body of an error that is not about the rules of customers. */
  readonly errorBody: (status: 400 | 401 | 404 | 429 | 500) => unknown;
}
