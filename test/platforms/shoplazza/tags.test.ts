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

it('writes tags with commas between them', () => {
  expect(joinTags(['vip', 'fair 2026'])).toBe('vip,fair 2026');
});
