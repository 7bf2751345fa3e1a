import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { languageOf, readPage } from '../../../src/local/pages/read-page.ts';

describe('the language of a page', () => {
  it.each([
    'zh-TW',
    'zh-tw,zh;q=0.9,en-US;q=0.8,en;q=0.7',
    'zh-Hant-HK',
    'zh',
    'ZH-MO',
    'zh-CN,zh;q=0.9,en;q=0.8',
    'de,zh-TW;q=0.8,en;q=0.7',
    'en;q=0.7 , zh-TW ; q=0.9',
    '*;q=0.1,zh-TW',
  ])('is Chinese for %s', (languages) => {
    expect(languageOf(languages)).toBe('zh-TW');
  });

  it.each([
    undefined,
    '',
    '*',
    'en-US,en;q=0.9',
    'en-GB,en;q=0.9,zh-TW;q=0.8',
    'ja,de;q=0.5',
    'en,zh-TW',
    'zh-TW;q=0',
    'zh-TW;q=much',
    'zhuang',
    `${'zh;q=0,'.repeat(2_000)}en`,
    ',;q=,=;',
  ])('is English for %s', (languages) => {
    expect(languageOf(languages)).toBe('en');
  });

  it.each([
    ['en', undefined, 'Become a member', 'Thank you'],
    ['zh-TW', 'zh-TW', '加入會員', '謝謝您'],
  ])('is said to the browser: %s', (language, languages, ...heads) => {
    for (const [at, path] of ['/', '/thanks'].entries()) {
      const page = readPage({ path, query: '', languages });
      expect(page?.headers).toMatchObject({
        'content-language': language,
        vary: 'accept-language',
      });
      expect(page?.text).toContain(`<html lang="${language}">`);
      expect(page?.text).toContain(`<h1>${heads[at]}</h1>`);
    }
  });
});

describe('the refusal of a contact', () => {
  it.each([
    ['en', 'this e-mail address cannot be used'],
    ['zh-TW', '這個電子郵件地址無法使用'],
  ])('stands on the page that the relay sends the browser back to: %s', (languages, words) => {
    const shown = (query: string) =>
      new RegExp(`role="alert">\\s+[^<]*${words}`).test(
        readPage({ path: '/', query, languages })?.text ?? '',
      );
    expect(shown('signup_error=contact')).toBe(true);
    expect(shown('a=1&signup_error=contact')).toBe(true);
    expect(shown('')).toBe(false);
    expect(shown('signup_error=other')).toBe(false);
  });
});

/** A page without its words: elements, and attributes that are no texts. */
const skeletonOf = (file: string): string =>
  readFileSync(`src/local/pages/${file}`, 'utf8')
    .replaceAll(/ (?:lang|title)="[^"]*"/g, '')
    .replaceAll(/ value="[^"]*"/g, ' value')
    .replaceAll(/>[^<]+</g, '><')
    .replaceAll(/\s+/g, ' ');

it.each(['sign-up', 'line-sign-up', 'thanks'])(
  'both languages of %s have the same fields and rules',
  (name) => {
    expect(skeletonOf(`${name}.zh-TW.html`)).toBe(skeletonOf(`${name}.html`));
  },
);

/** Each page is copied whole, so the fields of a form stand on two pages. */
it.each(['.html', '.zh-TW.html'])('both forms ask in the same words: %s', (end) => {
  const asked = (name: string): string =>
    readFileSync(`src/local/pages/${name}${end}`, 'utf8')
      .replace(/^[^]*(?=<div>\s*<label>)/, '')
      .replaceAll(/\s+/g, '');
  expect(asked('line-sign-up')).toBe(asked('sign-up'));
});
