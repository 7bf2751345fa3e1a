import { describe, expect, it } from 'vitest';
import { contactHash, contactHashes } from '../../src/event/contact-hashes.ts';
import { createDigest } from '../../src/event/digest.ts';

const digest = createDigest('test-key');
const EMAIL = contactHash('ada@example.com', digest);
const PHONE = contactHash('+886912345678', digest);

const marksOf = (customer: unknown, country?: string): readonly string[] =>
  contactHashes({ customer }, country, digest);

describe('contactHashes', () => {
  it('are the first digits of the hash that the ledger keeps', () => {
    expect(digest('ada@example.com').startsWith(EMAIL)).toBe(true);
    expect(EMAIL).toHaveLength(16);
  });

  it.each<[string, readonly string[], unknown, string?]>([
    ['both contacts', [EMAIL, PHONE], { email: 'Ada@Example.com', phone: '+886 912-345-678' }],
    ['a national phone, by the country', [PHONE], { phone: '0912 345 678' }, 'TW'],
    ['no national phone without a country', [], { phone: '0912 345 678' }],
    ['the readable parts of a wrong signup', [EMAIL], { email: ' ada@example.com ', phone: 'x' }],
    ['nothing that is no contact', [], { email: 'nobody', phone: 7 }],
    ['nothing in something else', [], null],
  ])('mark %s', (_, marks, customer, country) => {
    expect(marksOf(customer, country)).toEqual(marks);
  });

  it.each([undefined, null, 'x', 7, []])('find none in %j', (data) => {
    expect(contactHashes(data, 'TW', digest)).toEqual([]);
  });
});
