import { expect, it } from 'vitest';
import { describeStory } from '../../../src/cli/trace/describe-story.ts';
import { readEntry } from '../../../src/cli/trace/log-entry.ts';
import { tellStory } from '../../../src/cli/trace/story.ts';

const SCREEN = { isInteractive: false, env: {}, columns: 120 };
const AT = Date.parse('2026-11-22T12:00:00Z');
const entryOf = (more: object) => {
  const text = JSON.stringify({ message: 'signup', outcome: 'created', attempts: 1, ...more });
  const entry = readEntry({ at: AT, text, source: 'consume' });
  if (entry?.kind !== 'attempt') throw new Error('no attempt');
  return entry;
};
const storyOf = (more: object): string =>
  describeStory(tellStory({ attempts: [entryOf(more)], receipts: [], deadLetters: [] }), SCREEN);

it('shows per attempt what was left out and which consents are unclear', () => {
  const leftOut = [
    { path: 'phone', rule: 'impossible_phone' },
    { path: 'addresses.0', rule: 'unknown_country' },
  ];
  const story = storyOf({ leftOut, unclear: ['email'] });
  expect(story).toContain('left out: phone (impossible_phone), addresses.0 (unknown_country)\n');
  expect(story).toContain('unclear: consent.email\n');
});

it('names the customers who may be the same person', () => {
  expect(storyOf({ maybe_duplicate: ['5f0d6a1e2b3c4d5e6f708192'] })).toContain(
    'maybe a duplicate of: 5f0d6a1e2b3c4d5e6f708192\n',
  );
});

it('says nothing where all was used', () => {
  expect(storyOf({})).not.toMatch(/left out|unclear/);
});

it('says which event was corrected, and by whom', () => {
  const story = storyOf({ eventId: 'e-1~1', correctionOf: 'e-1', correctedBy: 'mei' });
  expect(story).toContain('corrects e-1, by mei\n');
});
