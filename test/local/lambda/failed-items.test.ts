import { describe, expect, it } from 'vitest';
import { failedItems } from '../../../src/local/lambda/poller.ts';

const IDS = ['a', 'b'];

describe('failedItems', () => {
  it.each([
    ['nothing', undefined, []],
    ['null', null, []],
    ['no list', {}, []],
    ['a null list', { batchItemFailures: null }, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['one message', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['all messages', { batchItemFailures: IDS.map((itemIdentifier) => ({ itemIdentifier })) }, IDS],
  ])('reads %s as Lambda does', (_, answer, expected) => {
    expect(failedItems(answer, IDS)).toEqual(new Set(expected));
  });

  it.each([
    ['a message of another batch', { batchItemFailures: [{ itemIdentifier: 'z' }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a misspelt key', { batchItemFailures: [{ itemId: 'a' }] }],
    ['an entry that is no object', { batchItemFailures: ['a'] }],
    ['something that is no list', { batchItemFailures: 'a' }],
  ])('treats %s as a failure of the whole batch', (_, answer) => {
    expect(failedItems(answer, IDS)).toBe('all');
  });
});
