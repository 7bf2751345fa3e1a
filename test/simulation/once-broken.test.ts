import { expect, it } from 'vitest';
import { ONCE_BROKEN } from './once-broken.ts';
import { simulate } from './simulate.ts';

it.each(ONCE_BROKEN)('keeps every promise when $name', async ({ schedule }) => {
  expect((await simulate(schedule)).violations).toEqual([]);
});
