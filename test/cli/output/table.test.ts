import { describe, expect, it } from 'vitest';
import { table } from '../../../src/cli/output/table.ts';

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

  it('lets nothing steer the terminal', () => {
    const drawn = table([{ title: 'event' }], [['\u001B[2Jx']], { columns: 60 });
    expect(drawn).not.toContain('\u001B');
  });
});
