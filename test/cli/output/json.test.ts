import { expect, it } from 'vitest';
import { madeOf, printJson } from '../../../src/cli/output/json.ts';
import { jsonText } from '../../../src/util/harmless.ts';

const many = Array.from({ length: 1_234 }, (_, at) => ({ at, tags: ['a\nb', '\u202E'], none: {} }));

it.each([
  ['lists, objects and texts', { a: 1, list: many, object: { x: [1, 2], y: {} }, text: 'x\n"y"' }],
  ['a list at the end', { list: many }],
  ['as many members as a piece has', { list: many.slice(0, 500), after: null }],
  ['an empty list', { list: [], after: true }],
  ['absent members', { list: [undefined, null], gone: undefined }],
  ['members that are no objects', { list: ['a', 1, null, [1, [2]]] }],
])('prints what jsonText makes, in pieces: %s', (_, document) => {
  const pieces: string[] = [];
  printJson({ print: (text) => void pieces.push(text) }, document);
  expect(pieces.join('\n')).toBe(jsonText(document));
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(100_000);
});

it('makes the members of a list while it prints them', () => {
  const pieces: string[] = [];
  let made = 0;
  const list = madeOf(many, ({ at }) => ((made += 1), { at }));
  printJson({ print: (text) => void pieces.push(`${made} ${text}`) }, { list });
  expect(pieces[1]).toMatch(/^501 {3}"list"/);
  expect(made).toBe(1_234);
});
