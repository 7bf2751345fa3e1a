import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDigest } from '../../src/event/digest.ts';
import { createSafeId } from '../../src/event/safe-id.ts';

const digest = createDigest('test-key');
const PERSONAL = ['ada@example.com', '+886912345678', '912345678', 'Ada Lovelace', 'Lin'];
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const base64url = (text: string): string => Buffer.from(text).toString('base64url');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const percent = (text: string): string => `%${hex(text).replaceAll(/..(?=.)/g, '$&%')}`;

describe('createSafeId', () => {
  it.each([
    'pos-101-000042',
    '/pos/taipei-101',
    'https://crm.example/hooks?form=7&page=2',
    'urn:uuid:5f0c954c-9d8e-4c6d-8a53-8f1f0d1c9a11',
    '2026-11-22T03:04:05+08:00/42',
    'berlin-7',
    '100%',
    'a%20b'.replace('%20', '%2D'),
    'pos-5678',
    'ada-7',
    'example-7',
    '5f0c954c9d8e4c6d8a538f1f0d1c9a11',
    sha256('bob@host.example'),
    '01K5LINEEVENT00000000000001',
    'form-3f2a9c1b0d4e5f60718293a4b5c6d7e8-29734',
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
    ['a phone of another person with underlines', '+1_415_555_0100'],
    ['a national phone with separators', '0912-345-678'],
    ['a name', 'form-ada-lovelace-7'],
    ['letters that are not ASCII', '王小明'],
    ['encoded letters that are not ASCII', '%E7%8E%8B'],
    ['a space', 'form 7'],
    ['a quote', 'form"7'],
    ['more than 512 characters', 'x'.repeat(513)],
    ['nothing', ''],
    ['a word of a name', 'pos-lovelace-1'],
    ['a word of a name in capitals', 'LOVELACE'],
    ['a word of a name, broken by a separator', 'love_lace'],
    ['an e-mail in base64', `join-${base64('ada@example.com')}`],
    ['an e-mail in base64 without padding', `u_${base64url('ada@example.com')}-7`],
    ['an e-mail within base64', base64('{"user":"ada@example.com"}')],
    ['an e-mail of another person in base64', `join-${base64('bob@host.example')}`],
    ['an e-mail in base64, percent-encoded', encodeURIComponent(base64('user:ada@example.com'))],
    ['a percent-encoded e-mail in base64', base64('ada%40example.com')],
    ['a phone in base64', `x${base64('+886912345678')}`],
    ['a national phone in base64', `xy${base64('0912-345-678')}`],
    ['a phone of another person in base64', `xyz${base64('+14155550100')}`],
    ['a name in base64', `a1${base64('Ada Lovelace')}`],
    ['a word of a name in base64', base64('lovelace')],
    ['a name in base64url', base64url('??>Lovelace??>')],
    ['an e-mail in hexadecimal digits', `7${hex('ada@example.com')}`],
    ['an e-mail in percent-encoded hexadecimal digits', percent(hex('ada@example.com'))],
    ['an e-mail with each character encoded', percent('ada@example.com')],
    ['an e-mail, encoded five times', `ada%${'25'.repeat(4)}40example.com`],
    ['too many encodings', `x%${'25'.repeat(6)}41`],
    ['percent signs within each other', `%${'25'.repeat(250)}`],
    ['the last six digits of a phone', 'pos-345678'],
    ['the last six digits of a phone with separators', 'x34.56-78x'],
    ['the MD5 of an e-mail', md5('ada@example.com')],
    ['the SHA-256 of an e-mail, cut', `u:${sha256('ada@example.com').slice(0, 32)}:1`],
    ['the MD5 of a phone', md5('+886912345678')],
    ['the MD5 of a phone without its plus sign', md5('886912345678').toUpperCase()],
    ['the replacement of another id', `hash:${'0'.repeat(32)}`],
  ])('hides %s behind its hash', (_, id) => {
    expect(createSafeId(digest, PERSONAL)(id)).toBe(`hash:${digest(id).slice(0, 32)}`);
  });

  it.each<[string, string, string, readonly string[]]>([
    [
      'Jürgen',
      'Jürgen Groß',
      'Bob',
      ['jurgen-1', 'JUERGEN.1', 'juergen', 'gross', encodeURIComponent('jürgen'), base64('Jürgen')],
    ],
    ['Juergen', 'Juergen', 'Bob', ['jurgen-1', 'juergen-1', base64('Jürgen')]],
    ['Noël', 'Noël', 'Bob', ['noel-1', 'NOEL']],
    ['Bjørn Åse', 'Bjørn', 'Åseth', ['bjorn', 'bjoern', 'aaseth', 'aseth']],
    ['Łukasz', 'Łukasz', 'Bob', ['lukasz', base64('łukasz')]],
    ["O'Brien", "Ada O'Brien", 'Bob', ['obrien-1', 'brien', 'o%27brien']],
    ['two short words', 'Li Wu', 'Bob', ['liwu', 'wu-li', base64('Wu Li')]],
    ['王小明', '王小明', 'Bob', [base64('王小明'), hex('小明王小明'), base64('x王小明x')]],
    [
      'a local part',
      'wang.xiaoming+shop@x.example',
      'Bob',
      ['wangxiaoming', 'x-wang_xiaoming-7', base64('Wang.Xiaoming'), hex('wang.xiaoming+shop')],
    ],
    ['a local part that is a phone', '0912345678@qq.example', 'Bob', ['x-345678']],
    ['an Arabic phone', '٠٩١٢٣٤٥٦٧٨', 'Bob', ['0912345678', 'x-345678']],
    ['a phone with an extension', '02-2345-6789 ext. 12', 'Bob', ['23456789', 'tel-456789']],
    ['full-width letters', 'Ｌｏｖｅｌａｃｅ', 'Bob', ['lovelace']],
  ])('hides what tells of %s', (_, one, other, ids) => {
    const safeId = createSafeId(digest, [one, other]);
    expect(ids.map(safeId).filter((id) => !id.startsWith('hash:'))).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['three letters', 'Lin', 'lin-7'],
    ['five digits of a phone', '0912345678', 'x-45678'],
    ['a word of the first part of an e-mail', 'ada.lovelace@x.example', 'lovelace-1'],
    ['another script', '王小明', 'wang-xiaoming'],
    ['base64 within base64', 'Lovelace', base64(base64('Lovelace'))],
    ['an entity', 'Lovelace', 'love&#108;ace'],
    ['a phone of another person without a plus sign', 'Lovelace', '14155550100'],
  ])('does not look for %s, as the privacy page says', (_, text, id) => {
    expect(createSafeId(digest, [text])(id)).toBe(id);
  });

  it('gives the same id the same form, and two ids never the same one', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('a', 'hash:', '%', '%2', '%25', 'ada@example.com').map((part) => part),
    );
    const ids = fc.array(text, { maxLength: 3 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        const safeId = createSafeId(digest, PERSONAL);
        expect(safeId(one)).toBe(createSafeId(digest, PERSONAL)(one));
        expect(safeId(one) === safeId(other)).toBe(one === other);
        expect(safeId(safeId(one)) === safeId(one)).toBe(!safeId(one).startsWith('hash:'));
      }),
    );
  });

  it.each<[string, string]>([
    ['percent signs', `%${'25'.repeat(500_000)}`],
    ['entities', '&amp;'.repeat(200_000)],
    ['marks', '\u0315\u0300'.repeat(500_000)],
    ['quotes', '"\\'.repeat(500_000)],
    ['an alphabet', 'YWRh'.repeat(250_000)],
    ['digits', '12345678'.repeat(125_000)],
  ])('is quick with a megabyte of %s, as id and as name', (_, text) => {
    const startedAt = performance.now();
    expect(createSafeId(digest, [text.slice(0, 10_000)])(text)).toMatch(/^hash:/);
    createSafeId(digest, [text.slice(0, 10_000)])('x'.repeat(500));
    createSafeId(digest, [text.slice(0, 10_000)])(text.slice(0, 512));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('gives different ids different hashes, and another key other ones', () => {
    const hash = createSafeId(digest, [])('ada@example.com');
    expect(createSafeId(digest, [])('bob@example.com')).not.toBe(hash);
    expect(createSafeId(createDigest('other-key'), [])('ada@example.com')).not.toBe(hash);
  });

  it('makes of any text visible ASCII without @', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        expect(createSafeId(digest, [])(id)).toMatch(/^[!#-&(-?A-~]{1,512}$/);
      }),
    );
  });
});
