import { expect, it } from 'vitest';
import { joinTags, splitTags } from '../../../src/platforms/shoplazza/bodies.ts';

it.each([
  ['a text', 'vip, fair 2026 ,autumn', ['vip', 'fair 2026', 'autumn']],
  ['a list', ['vip', ' fair 2026 '], ['vip', 'fair 2026']],
  ['a list with what is no tag', ['vip', 7, null, ' '], ['vip']],
  ['an empty text', '', []],
  ['a text of commas', ' , ,', []],
  ['nothing', null, []],
  ['an object', { vip: true }, []],
])('reads the tags of %s', (_, tags, expected) => {
  expect(splitTags(tags)).toEqual(expected);
});

it('writes tags as a text with commas, or as a list', () => {
  expect(joinTags(['vip', 'fair 2026'], { tags: 'text' })).toBe('vip,fair 2026');
  expect(joinTags(['vip', 'fair 2026'], { tags: 'list' })).toEqual(['vip', 'fair 2026']);
});
