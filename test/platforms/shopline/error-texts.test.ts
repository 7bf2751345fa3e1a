import { expect, it } from 'vitest';
import { errorTexts } from '../../../src/platforms/shopline/answers.ts';

it.each([
  ['message and error, each once', { message: 'a', error: 'b' }, ['a', 'b']],
  ['one text for both', { message: 'a', error: ' a ' }, ['a']],
  ['the messages of a list', { message: ['a', 7, 'b'] }, ['a', 'b']],
  ['a text that is the whole answer', ' Bad Request\n', ['Bad Request']],
  ['nothing for empty texts', { message: '', error: ' ' }, []],
  ['nothing for no answer', undefined, []],
  ['five texts at most', { message: ['a', 'b', 'c', 'd', 'e', 'f'] }, ['a', 'b', 'c', 'd', 'e']],
  ['2,000 characters of a text', 'x'.repeat(2_001), ['x'.repeat(2_000)]],
])('takes %s', (_, body, texts) => {
  expect(errorTexts(body)).toEqual(texts);
});
