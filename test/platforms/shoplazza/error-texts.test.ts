import { expect, it } from 'vitest';
import { errorTexts } from '../../../src/platforms/shoplazza/answers.ts';

const letters = Array.from('abcdefghijkl');
const ten = letters.slice(0, 10);

it.each([
  ['message, error and errors', { message: 'a', error: 'b', errors: ['c'] }, ['a', 'b', 'c']],
  ['the messages of a list that is the answer', ['a', 7, 'b'], ['a', 'b']],
  ['a text that is the answer', ' Bad Request\n', ['Bad Request']],
  ['one message that is no list', { errors: 'a' }, ['a']],
  [
    'messages by field, with the field before each',
    { errors: { email: ['is taken', 'is bad'], phone: 'is bad', tags: [7] } },
    ['email is taken', 'email is bad', 'phone is bad'],
  ],
  ['nothing of empty texts', { message: ' ', error: '', errors: [''] }, []],
  ['nothing of no answer', undefined, []],
  ['ten texts at most', { message: 'z', errors: letters }, ['z', ...ten.slice(0, 9)]],
  ['the first ten errors of a list', { errors: [...ten.map(() => 7), 'a'] }, []],
  [
    'the first ten fields',
    { errors: Object.fromEntries([...ten.map((name) => [name, 7]), ['z', 'late']]) },
    [],
  ],
  ['the first ten messages of a field', { errors: { a: [...ten.map(() => 7), 'late'] } }, []],
  ['2,000 characters of a text', 'x'.repeat(2_001), ['x'.repeat(2_000)]],
])('takes %s', (_, body, texts) => {
  expect(errorTexts(body)).toEqual(texts);
});
