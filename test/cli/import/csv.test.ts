import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readHeader, readRows } from '../../../src/cli/import/csv-rows.ts';
import { encodeAs } from '../../support/encode-as.ts';
import { createPlainText, inspectFile } from '../../../src/cli/import/csv-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string | Buffer, encoding?: string) {
  const path = join(folder, 'people.csv');
  writeFileSync(path, content);
  const file = await inspectFile(path, encoding);
  const rows: (readonly string[])[] = [];
  const lines: number[] = [];
  const { names: header } = await readHeader(file);
  for await (const { cells, line } of readRows(file)) {
    rows.push(cells);
    lines.push(line);
  }
  return { encoding: file.encoding, header, rows, lines };
}

const BIG5 = Buffer.from([0xa4, 0xa4, 0xa4, 0xe5]);

describe('a CSV file', () => {
  it.each([
    { name: 'UTF-8', content: 'email,姓名\na@b.example,王小明\n', encoding: 'utf-8' },
    {
      name: 'UTF-8 with its mark',
      content: '\uFEFFemail,姓名\na@b.example,王小明',
      encoding: 'utf-8',
    },
    {
      name: 'UTF-16 with its mark and tabs, as Excel writes it',
      content: Buffer.from('\uFEFFemail\t姓名\r\na@b.example\t王小明\r\n', 'utf16le'),
      encoding: 'utf-16le',
    },
    {
      name: 'UTF-16 without a mark',
      content: Buffer.from('email,姓名\na@b.example,王小明\n', 'utf16le'),
      encoding: 'utf-16le',
    },
    {
      name: 'UTF-16, big end first',
      content: Buffer.from('\uFEFFemail;姓名\na@b.example;王小明\n', 'utf16le').swap16(),
      encoding: 'utf-16be',
    },
  ])('is read as $name', async ({ content, encoding }) => {
    expect(await read(content)).toMatchObject({
      encoding,
      header: ['email', '姓名'],
      rows: [['a@b.example', '王小明']],
    });
  });

  it('is refused as ISO-2022-JP, which fits UTF-8, unless it is named', async () => {
    const text = 'email,name\na@b.example,\u{1B}$B;3ED\u{1B}(B\n';
    await expect(read(text)).rejects.toThrow(
      'changes its characters by escape sequences, as ISO-2022-JP does. Save it as UTF-8, or name its encoding: --encoding iso-2022-jp.',
    );
    expect((await read(text, 'iso-2022-jp')).rows).toEqual([['a@b.example', '山田']]);
  });

  it('is read as Big5 where it is no UTF-8, and as any encoding that is named', async () => {
    const text = Buffer.concat([Buffer.from('email,'), BIG5, Buffer.from('\na@b.example,'), BIG5]);
    expect(await read(text)).toMatchObject({
      encoding: 'big5',
      header: ['email', '中文'],
      rows: [['a@b.example', '中文']],
    });
    const sjis = Buffer.concat([
      Buffer.from('email,'),
      Buffer.from([0x96, 0xbc]),
      Buffer.from('\na@b.example,x'),
    ]);
    expect(await read(sjis, 'shift_jis')).toMatchObject({ header: ['email', '名'] });
    await expect(read(sjis, 'klingon')).rejects.toThrow('--encoding does not know "klingon"');
    await expect(read(Buffer.from([0x61, 0x2c, 0xff, 0xfe, 0x80, 0x0a]))).rejects.toThrow(
      'is not UTF-8, UTF-16, Big5, GB18030 or Shift_JIS. Save it as UTF-8',
    );
  });

  it.each([
    ['big5', '電子郵件,姓名\na@b.example,王小明\n'],
    ['big5', 'email,name\na@b.example,林雅婷\n'],
    ['gb18030', '邮箱,姓名,手机号码\na@b.example,王小明,13800138000\n'],
    ['gb18030', 'email,name\na@b.example,张伟\nb@b.example,刘洋\n'],
    ['shift_jis', 'メールアドレス,氏名\na@b.example,山田太郎\n'],
    ['utf-16le', '電子郵件,姓名\na@b.example,王小明\n'],
    ['utf-16be', '電子郵件,姓名\na@b.example,王小明\n'],
  ])('is found to be %s by its frequent characters', async (encoding, text) => {
    const found = await read(encodeAs(encoding, text));
    const [header = '', first = ''] = text.split('\n');
    expect(found).toMatchObject({ encoding, header: header.split(',') });
    expect(found.rows[0]).toEqual(first.split(','));
  });

  it.each([
    ['commas', 'email,name\na@b.example,Ada\n'],
    ['semicolons', 'email;name\na@b.example;Ada\n'],
    ['tabs', 'email\tname\na@b.example\tAda\n'],
    ['bars', 'email|name\na@b.example|Ada\n'],
    ["Excel's own first line", 'sep=;\nemail;name\na@b.example;Ada\n'],
    ['empty lines before the header', '\n ,\nemail,name\n,\na@b.example,Ada\n\n'],
    ['line ends of old Macs', 'email,name\ra@b.example,Ada\r'],
  ])('is read with %s', async (_, text) => {
    const { header, rows } = await read(text);
    expect({ header, rows }).toEqual({ header: ['email', 'name'], rows: [['a@b.example', 'Ada']] });
  });

  it('asks where the bytes fit two encodings alike', async () => {
    const both = Buffer.concat([
      Buffer.from('email,name\na@b.example,'),
      Buffer.from([0xb1, 0xc6]),
    ]);
    await expect(read(both)).rejects.toThrow(
      /may be \w+ or \w+: its bytes fit both. Name the right one: --encoding/,
    );
  });

  it('keeps quotes, line breaks and formulas as text, and tells the line of every row', async () => {
    const text = [
      'email,note,phone',
      '"a@b.example","says ""hi"", twice","=""0912345678"""',
      '',
      'c@d.example,"two',
      'lines",="0922333444"',
      ',,',
      "e@f.example,=1+2,'0933",
    ].join('\r\n');
    const { rows, lines } = await read(text);
    expect(rows).toEqual([
      ['a@b.example', 'says "hi", twice', '="0912345678"'],
      ['c@d.example', 'two\nlines', '0922333444'],
      ['e@f.example', '=1+2', "'0933"],
    ]);
    expect(lines).toEqual([2, 4, 7]);
  });

  it('gives two columns of one name different names', async () => {
    expect((await read('a,b,a,\n1,2,3,4\n')).header).toEqual([
      'a',
      'b',
      'a (column 3)',
      '(column 4)',
    ]);
  });

  it.each([
    { name: 'text beside a quote', row: 'x@y.example,"Ada" Lin' },
    { name: 'a quote inside a text', row: 'x@y.example,Ada "Lin"' },
    { name: 'a quote that is never closed', row: 'x@y.example,"Ada' },
  ])('names line and column of a broken quote: $name', async ({ row }) => {
    const before = Array.from({ length: 3_000 }, (_, at) => `a${at}@b.example,Ada`);
    await expect(
      read(['email,name', ...before, row, 'z@z.example,Bo', ''].join('\n')),
    ).rejects.toThrow('line 3,002, column 2 (name): a quote is broken');
  });

  it('does not read a file behind an open quote into memory', async () => {
    const rest = 'x@y.example,Ada\n'.repeat(100_000);
    await expect(read(`email,name\na@b.example,"Ada\n${rest}`)).rejects.toThrow(
      'line 2, column 2 (name): the row has more than 1,000,000 characters: probably a quote is not closed',
    );
  });

  it('says what an empty file, a folder and a workbook are', async () => {
    await expect(read('')).rejects.toThrow('is empty');
    await expect(inspectFile(folder)).rejects.toThrow('it is a folder');
    await expect(read(Buffer.from('PK\u0003\u0004rest'))).rejects.toThrow('is an Excel workbook');
  });

  it.each(['=', '\r', '\r='])('takes only the time of its length for many %j', (sign) => {
    const { user } = process.cpuUsage();
    const plain = createPlainText();
    expect(`${plain(`${sign.repeat(60_000)}x`)}${plain()}`).toHaveLength(60_000 * sign.length + 1);
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(500);
  });

  it('reads formulas and line ends alike, wherever the pieces of a file end', () => {
    const text = 'a,b\r\n="09",x\r\n"k=""4""\r\n",="1"\r,=2';
    const whole = createPlainText();
    const expected = whole(text) + whole();
    expect(expected).toBe('a,b\n"09",x\n"k=""4""\n","1"\n,=2');
    for (let at = 1; at < text.length; at += 1) {
      const plain = createPlainText();
      expect(plain(text.slice(0, at)) + plain(text.slice(at)) + plain()).toBe(expected);
    }
  });
});
