import { expect, it } from 'vitest';
import { refusal } from '../../src/rate-limit/waiting-line.ts';

it.each([
  [undefined, "the store's rate limit has no free slot soon"],
  ['throttled', 'the shop limits our calls and asked for a delay'],
  ['closed', 'the store is paused: it is closed'],
  ['failing', 'the store is paused: most calls fail'],
] as const)(
  'an attempt that is refused because of %s says so, and ends as exhausted',
  (why, message) => {
    const error = refusal(why, 7_000);
    expect(error).toMatchObject({ name: 'WaitError', message, retryAfterMs: 7_000 });
    expect(error.exhaustedAs).toBeUndefined();
  },
);

it('an attempt that is refused because of the token ends as unauthorized, and the text names the remedy', () => {
  const error = refusal('unauthorized', undefined);
  expect(error.message).toMatch(/refuses our token; put a new one into its configuration$/);
  expect(error.exhaustedAs).toBe('unauthorized');
  expect(error.retryAfterMs).toBeUndefined();
});
