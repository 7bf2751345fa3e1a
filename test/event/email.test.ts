import { describe, expect, it } from 'vitest';
import { readEmail } from '../../src/event/email.ts';

const ADA = 'ada@example.com';

describe('an e-mail that people write', () => {
  it('may begin with a sign that is all there is before the @', () => {
    expect(readEmail("'@example.com")).toEqual({
      email: "'@example.com",
      isFirstOfSeveral: false,
    });
  });

  it.each([
    'ada@example.com',
    ' ada@example.com ',
    'ada@example.com (work)',
    'ada@example.com（公司）',
    '\u200Bada@example.com',
    'ada@example.com\u200B',
    'ada\u200B@example.com',
    '\u200Eada@example.com\u202C',
    '\uFEFFada@example.com',
    'ada@exam\u00ADple.com',
    '\u00A0ada@example.com\u3000',
    'ada@example.com.',
    '.ada@example.com',
    'ada@example.com,',
    'ada@example.com;',
    'ada@example.com。',
    'ada@example.com、',
    'ada@example.com!',
    'ada＠example.com',
    'ada@example．com',
    'ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ',
    'ada﹫example.com',
    '<ada@example.com>',
    '(ada@example.com)',
    '[ada@example.com]',
    '「ada@example.com」',
    '"ada@example.com"',
    '“ada@example.com”',
    "'ada@example.com'",
    'mailto:ada@example.com',
    'mailto:ada@example.com?subject=Hello',
    '<mailto:ada@example.com>',
    'Email: ada@example.com',
    'E-mail：ada@example.com',
    '信箱：ada@example.com',
    'Ada <ada@example.com>',
    'Ada Lin <ada@example.com>',
    '"Lin, Ada" <ada@example.com>',
    'ada @ example.com',
    'ada@ example.com',
  ])('is read: %j', (text) => {
    expect(readEmail(text)).toEqual({ email: ADA, isFirstOfSeveral: false });
  });

  it.each([
    ['Ada.Lin+News@Example.COM', 'Ada.Lin+News@Example.COM'],
    ["o'hara@example.com", "o'hara@example.com"],
    ['_ada_@example.com', '_ada_@example.com'],
    ['ada@例え.jp', 'ada@xn--r8jz45g.jp'],
    ['ada@例え。jp', 'ada@xn--r8jz45g.jp'],
    ['ada@müller.de', 'ada@xn--mller-kva.de'],
    ['ada@MÜLLER.de', 'ada@xn--mller-kva.de'],
    ['ada@台灣.台灣', 'ada@xn--kpry57d.xn--kpry57d'],
    ['ada@xn--r8jz45g.jp', 'ada@xn--r8jz45g.jp'],
  ])('keeps its letters, and has an ASCII domain: %s', (text, email) => {
    expect(readEmail(text)?.email).toBe(email);
  });

  it.each([
    'ada@example.com, bob@example.com',
    'ada@example.com;bob@example.com',
    'ada@example.com bob@example.com',
    'ada@example.com / bob@example.com',
    'ada@example.com 或 bob@example.com',
  ])('is the first of two whole ones: %s', (text) => {
    expect(readEmail(text)).toEqual({ email: ADA, isFirstOfSeveral: true });
  });

  it.each([
    '',
    'N/A',
    '無',
    '-',
    'none',
    '@',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@@example.com',
    'ada@example..com',
    'ada..lin@example.com',
    'ada@example,com',
    'ada lin@example.com',
    'ada@exam ple.com',
    'ada.example.com',
    'ada at example.com',
    'ädä@example.com',
    '愛達@example.com',
    'ada@example.com bob@',
    'ada@exa_mple.com',
    'ada@例え/x.jp',
    `${'a'.repeat(250)}@example.com`,
    '0912345678',
  ])('is none: %j', (text) => {
    expect(readEmail(text)).toBeUndefined();
  });
});
