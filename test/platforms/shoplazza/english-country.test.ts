import { expect, it } from 'vitest';
import { englishCountry } from '../../../src/platforms/shoplazza/addresses.ts';

it.each([
  ['TW', 'Taiwan'],
  ['US', 'United States'],
])('knows that %s is %s', (code, name) => {
  expect(englishCountry(code)).toBe(name);
});

it.each(['XX', 'tw', 'TWN', 'xTW', 'TW ', ''])('has no name for %j', (code) => {
  expect(englishCountry(code)).toBeUndefined();
});
