import { describe, expect, it } from 'vitest';
import { table } from '../../../src/cli/output/table.ts';
import { widthOf } from '../../../src/cli/output/text.ts';

const ID = '026cc9c4-f27a-40ce-938c-af9a3d34527b';

describe('a table', () => {
  it('cuts the widest column until it fits the terminal', () => {
    const drawn = table([{ title: 'reason' }, { title: 'what' }], [['rejected', 'a'.repeat(200)]], {
      columns: 60,
    });
    expect(Math.max(...drawn.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(drawn).toContain('rejected');
  });

  it('leaves ids whole, because people copy them', () => {
    const columns = [{ title: 'id', isWhole: true as const }, { title: 'what' }];
    const drawn = table(columns, [[ID, 'a'.repeat(200)]], { columns: 60 });
    expect(drawn).toContain(ID);
  });

  it('ends although not even the ids fit', () => {
    const drawn = table([{ title: 'id', isWhole: true }], [[ID]], { columns: 10 });
    expect(drawn).toContain(ID);
  });

  it.each([
    ['–'.repeat(80), '–'],
    ['林'.repeat(60), '林'],
    ['😀'.repeat(60), '😀'],
    ['👨🏽'.repeat(60), '👨🏽'],
    [`a${'😀'.repeat(60)}`, '😀'],
  ])('cuts %j between characters, and its columns stay in line', (text, character) => {
    const columns = [{ title: 'what' }, { title: 'then' }];
    const [, row = '', last = ''] = table(
      columns,
      [
        [text, 'end'],
        ['x', 'end'],
      ],
      { columns: 40 },
    ).split('\n');
    expect(widthOf(row)).toBeLessThanOrEqual(40);
    expect(row).toMatch(new RegExp(`^a?(?:${character})+… *end$`, 'u'));
    expect(widthOf(row)).toBe(widthOf(last));
  });

  it('lets no character steer the terminal', () => {
    const drawn = table([{ title: 'event' }], [['\u001B[2Jx\u009B\u202E\u2066\n']], {
      columns: 60,
    });
    expect(drawn.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  });
});
