import { describe, expect, it } from 'vitest';
import type { AttemptEntry, ReceiptEntry } from '../../../src/cli/trace/log-entry.ts';
import { tellStory } from '../../../src/cli/trace/story.ts';

const AT = Date.parse('2026-11-22T12:00:00Z');
const attempt = (at: number): AttemptEntry => ({
  kind: 'attempt',
  at,
  outcome: 'created',
  messageId: 'm-1',
  attempts: 1,
  replays: 0,
  contacts: [],
  calls: [],
});
const receipt = (at: number): ReceiptEntry => ({
  kind: 'receipt',
  at,
  id: 'd-1',
  messageId: 'm-1',
});

describe('the story of a signup', () => {
  it.each([
    ['a moment after', AT + 3],
    ['at the moment of', AT],
    ['before', AT - 400],
  ])('begins with its receipt, also where that was logged %s its attempt', (_, at) => {
    const { steps } = tellStory({
      attempts: [attempt(AT)],
      receipts: [receipt(at)],
      deadLetters: [],
    });
    expect(steps.map(({ step }) => step)).toEqual(['received', 'attempt']);
  });
});
