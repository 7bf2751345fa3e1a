import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { fit } from '../../../src/platforms/shopline/shopline.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';

/** What a signup is refused for. @throws Error when it is not. */
function refusalOf(parts: Parameters<typeof aNormalSignup>[0]): RejectedError {
  try {
    fit(aNormalSignup(parts), { digest: testDigest, defaults: undefined });
  } catch (error) {
    if (error instanceof RejectedError) return error;
    throw error;
  }
  throw new Error('expected a RejectedError');
}

describe('the refusal of a signup', () => {
  it('names five broken rules in words, and the number of the others', () => {
    const shopline = { gender: 'f', is_member: 1, memo: 2, name: 3, tags: 4, locale_code: 5 };
    const { message, issues, reason } = refusalOf({ type: 'customer.updated', shopline });
    expect(reason).toBe('invalid_request');
    expect(issues).toHaveLength(6);
    const rule = String.raw`/shopline/[a-z_]+ must be [^;]+ \([a-z]+\)`;
    expect(message).toMatch(
      new RegExp(`^the request to SHOPLINE is not valid: (?:${rule}; ){5}… and 1 more$`),
    );
  });

  it('blames the signup as a whole where nothing was written verbatim', () => {
    expect(refusalOf({ customer: {} }).issues).toMatchObject([{ path: '', rule: 'anyOf' }]);
  });
});
