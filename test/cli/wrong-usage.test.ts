import { describe, expect, it } from 'vitest';
import { EVENT, fileOf, FORM, run } from './explain/explain-file.ts';

describe('wrong usage', () => {
  it.each([
    ['no command', [], 'Usage'],
    ['an unknown command', ['explian'], 'Did you mean explain'],
    ['no file', ['explain'], "missing required argument 'file'"],
    ['a missing file', ['explain', 'nowhere/nobody.json'], 'ENOENT'],
    ['a file that is not JSON', ['explain', fileOf('{')], 'not JSON'],
    ['a delivery for nobody', ['explain', fileOf(FORM)], '--store and --source'],
    ['no configuration', ['explain', fileOf(EVENT)], 'STORES_PATH'],
    [
      'a configuration that is none',
      ['explain', fileOf(EVENT), '--config', fileOf({})],
      '`platform` is missing',
    ],
  ])('ends with 2 for %s, and says what to do', async (_, args, words) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
  });

  it('shows its help', async () => {
    const { code, out } = await run('explain', '--help');
    expect(code).toBe(0);
    expect(out).toContain('Exit codes');
  });
});
