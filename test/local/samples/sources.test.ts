import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sampleSources } from '../../../src/local/samples/sources.ts';

it.each([
  ['consent.email', 'email_news'],
  ['consent.sms', 'sms_news'],
])('the words of the sign-up page grant %s', (path, name) => {
  const page = readFileSync('src/local/pages/sign-up.html', 'utf8');
  const box = [...page.matchAll(/<input\b[^>]*>/g)]
    .map(([tag]) => tag)
    .find((tag) => tag.includes(`name="${name}"`));
  const [, value] = /value="([^"]*)"/.exec(box ?? '') ?? [];
  const { fields } = sampleSources('http://localhost:3000')['html-form'] ?? {};
  expect(fields?.[path]).toEqual({ field: name, granted: [value] });
});
