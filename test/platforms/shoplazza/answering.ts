import type { HttpAnswer } from '../../../src/http/http.ts';
import type { ShopRequest } from '../../../src/platforms/shared/shop-call.ts';
import { createShoplazza } from '../../../src/platforms/shoplazza/shoplazza.ts';
import { aShoplazzaVersion, testDigest } from '../../support/platform-fixtures.ts';

interface ShopAnswer {
  readonly status?: number;
  readonly body?: unknown;
}

/** The adapter over a shop that gives these answers one after the other, and the requests that the shop got. */
export function answering(...answers: readonly ShopAnswer[]) {
  const requests: ShopRequest[] = [];
  const platform = createShoplazza({
    call: async (request): Promise<HttpAnswer> => {
      requests.push(request);
      const { status = 200, body } = answers[requests.length - 1] ?? {};
      return { status, headers: {}, body };
    },
    digest: testDigest,
    country: 'TW',
    version: aShoplazzaVersion(),
  });
  const asked = () => requests.map(({ method, route }) => `${method} ${route}`);
  return { platform, requests, asked };
}

/** The text of the error that a call rejects with. */
export const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? error.message : 'no error'),
  );
