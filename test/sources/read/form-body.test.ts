import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseForm, withPlusAddress } from '../../../src/sources/read/form-body.ts';
import { thrownBy } from '../../support/thrown-by.ts';

const URLENCODED = { 'content-type': 'application/x-www-form-urlencoded' };
const MULTIPART = { 'content-type': 'multipart/form-data; boundary="b 1"' };

const part = (disposition: string, value: string): string =>
  `--b 1\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;

const parse = (body: string | Uint8Array, headers: Readonly<Record<string, string>> = URLENCODED) =>
  parseForm({ body: Buffer.from(body), headers }).map(({ name, value }) => [name, value]);

describe('an urlencoded form', () => {
  it('takes only the time of its length for an address that never ends', () => {
    const { user } = process.cpuUsage();
    const text = `a b@${'.'.repeat(90_000)}@`;
    expect(withPlusAddress(text)).toBe(text);
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(300);
  });

  it.each([
    [
      'a=1&b=&c&=d&&a=2',
      [
        ['a', '1'],
        ['b', ''],
        ['c', ''],
        ['', 'd'],
        ['a', '2'],
      ],
    ],
    [
      'a%5B%5D=x+y%2Bz&q=1=2',
      [
        ['a[]', 'x y+z'],
        ['q', '1=2'],
      ],
    ],
    [
      '__proto__=1&constructor[prototype][x]=2',
      [
        ['__proto__', '1'],
        ['constructor[prototype][x]', '2'],
      ],
    ],
    [
      'a=100%&b=%zz',
      [
        ['a', '100%'],
        ['b', '%zz'],
      ],
    ],
    ['', []],
  ])('%s', (body, expected) => {
    expect(parse(body)).toEqual(expected);
  });

  it('reads what URLSearchParams writes', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const written = new URLSearchParams(pairs);
        expect(parse(written.toString())).toEqual([...written]);
      }),
    );
  });

  it.each([
    ['name=%AAL%A9%C9%A7g', 'application/x-www-form-urlencoded; charset=big5'],
    ['_charset_=big5&name=%AAL%A9%C9%A7g', 'application/x-www-form-urlencoded'],
  ])('is read in the charset that it names: %s', (body, type) => {
    expect(parse(body, { 'content-type': type })).toContainEqual(['name', '林怡君']);
  });

  it.each([
    ['bytes that are no UTF-8', 'name=%AAL%A9%C9%A7g', 'application/x-www-form-urlencoded'],
    ['an unknown charset', 'name=a', 'text/plain; charset=klingon'],
    ['more fields than any form', 'a=1&'.repeat(2_001), 'application/x-www-form-urlencoded'],
  ])('refuses %s', (_, body, type) => {
    const error = thrownBy(() => parse(body, { 'content-type': type }));
    expect(error).toMatchObject({ name: 'RejectedError', reason: 'invalid_delivery' });
  });
});

describe('a multipart form', () => {
  it('gives its fields in order and leaves files out', () => {
    const body = `${part('name="姓名"', '林怡君')}${part('name="photo"; filename="a.png"', 'PNG')}${part('name="a"', 'x+y\r\nz')}${part('name="__proto__"', '')}--b 1--\r\n`;
    expect(parse(body, MULTIPART)).toEqual([
      ['姓名', '林怡君'],
      ['a', 'x+y\r\nz'],
      ['__proto__', ''],
    ]);
  });

  it('is read in the charset that it names', () => {
    const [head = '', tail = ''] =
      `${part('name="_charset_"', 'shift_jis')}${part('name="a"', '?')}--b 1--`.split('?');
    const body = Buffer.concat([Buffer.from(head), Buffer.from([0x97, 0xd1]), Buffer.from(tail)]);
    expect(parse(body, MULTIPART)).toContainEqual(['a', '林']);
  });

  it.each([
    ['without its end', part('name="a"', '1'), MULTIPART],
    ['without a boundary', part('name="a"', '1'), { 'content-type': 'multipart/form-data' }],
    ['of another boundary', '--c\r\n', MULTIPART],
  ])('is refused %s', (_, body, headers) => {
    const error = thrownBy(() => parse(body, headers));
    expect(error).toMatchObject({ name: 'RejectedError', reason: 'invalid_delivery' });
  });
});
