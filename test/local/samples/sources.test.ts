import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sampleSources } from '../../../src/local/samples/sources.ts';

/** The value and the label of a check box. */
function boxOf(file: string, name: string): readonly [string | undefined, string | undefined] {
  const page = readFileSync(`src/local/pages/${file}`, 'utf8');
  const [, tag = '', label] =
    new RegExp(`(<input[^>]*name="${name}"[^>]*>)\\s*<span>([^<]*)</span>`).exec(page) ?? [];
  return [/value="([^"]*)"/.exec(tag)?.[1], label];
}

it.each([
  ['consent.email', 'email_news'],
  ['consent.sms', 'sms_news'],
])('the words of the sign-up page grant %s, in both languages, and no others', (path, name) => {
  const boxes = ['sign-up.html', 'sign-up.zh-TW.html'].map((file) => boxOf(file, name));
  // What a box sends is what the person has read.
  for (const [value, label] of boxes) expect(value).toBe(label);
  const { fields } = sampleSources('http://localhost:3000')['html-form'] ?? {};
  expect(fields?.[path]).toEqual({ field: name, granted: boxes.map(([value]) => value) });
});
