import { describe, expect, it } from 'vitest';
import { createDigest } from '../../src/event/digest.ts';

describe('createDigest', () => {
  it('is HMAC-SHA256', () => {
    // RFC 4231, test case 2.
    expect(createDigest('Jefe')('what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
