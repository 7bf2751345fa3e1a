import { createBody } from '../../../src/platforms/shoplazza/bodies.ts';
import { fit } from '../../../src/platforms/shoplazza/shoplazza.ts';
import type { Fitted } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup, aShoplazzaVersion, testDigest } from '../../support/platform-fixtures.ts';

export type SignupParts = Parameters<typeof aNormalSignup>[0];

export const ada = { email: 'Ada@example.com' };

/** A signup in Shoplazza's terms, for a store in the United States. */
export function fitted(parts: SignupParts, version = aShoplazzaVersion()): Fitted {
  return fit(aNormalSignup(parts), { digest: testDigest, country: 'US', version });
}

/** The parameters of the create that a signup leads to. */
export function created(
  parts: SignupParts,
  version = aShoplazzaVersion(),
): Readonly<Record<string, unknown>> {
  return createBody(fitted(parts, version), version).customer;
}
