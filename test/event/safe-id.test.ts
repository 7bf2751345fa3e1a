import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDigest } from '../../src/event/digest.ts';
import { createSafeId } from '../../src/event/safe-id.ts';

const digest = createDigest('test-key');
const PERSONAL = ['ada@example.com', '+886912345678', '912345678', 'Ada Lovelace', 'Lin'];

describe('createSafeId', () => {
  it.each([
    'pos-101-000042',
    '/pos/taipei-101',
    'https://crm.example/hooks?form=7&page=2',
    'urn:uuid:5f0c954c-9d8e-4c6d-8a53-8f1f0d1c9a11',
    '2026-11-22T03:04:05+08:00/42',
    'berlin-7',
    '100%',
  ])('keeps %s', (id) => {
    expect(createSafeId(digest, PERSONAL)(id)).toBe(id);
  });

  it.each([
    ['an e-mail', 'signup-ada@example.com'],
    ['an e-mail in capitals', 'SIGNUP-ADA@EXAMPLE.COM'],
    ['an encoded e-mail', 'ada%40example.com'],
    ['an encoded e-mail after a stray percent sign', '100%-ada%40example.com'],
    ['an e-mail of another person', 'bob@example.com'],
    ['an e-mail without its @', 'ada.example.com-7'],
    ['a phone', 'tel:886912345678'],
    ['a phone with its plus sign', 'x-+886912345678'],
    ['a phone with separators', '+886-912-345-678'],
    ['an encoded phone', '%2B886912345678'],
    ['a phone without its plus sign', '886912345678-1'],
    ['a phone of another person', 'tel:14155550100'],
    ['a phone of another person with separators', '+1-415-555-0100'],
    ['an encoded phone of another person', 'form%2B14155550100'],
    ['a national phone with separators', '0912-345-678'],
    ['a name', 'form-ada-lovelace-7'],
    ['letters that are not ASCII', '王小明'],
    ['encoded letters that are not ASCII', '%E7%8E%8B'],
    ['a space', 'form 7'],
    ['a quote', 'form"7'],
    ['more than 512 characters', 'x'.repeat(513)],
    ['nothing', ''],
  ])('hides %s behind its hash', (_, id) => {
    expect(createSafeId(digest, PERSONAL)(id)).toBe(`hash:${digest(id).slice(0, 32)}`);
  });

  it('gives different ids different hashes, and another key other ones', () => {
    const hash = createSafeId(digest)('ada@example.com');
    expect(createSafeId(digest)('bob@example.com')).not.toBe(hash);
    expect(createSafeId(createDigest('other-key'))('ada@example.com')).not.toBe(hash);
  });

  it('makes of any text visible ASCII without @', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        expect(createSafeId(digest)(id)).toMatch(/^[!#-&(-?A-~]{1,512}$/);
      }),
    );
  });
});
