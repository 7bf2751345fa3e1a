import { describe, expect, it } from 'vitest';
import { EVENT, fileOf, FORM, run } from './explain/explain-file.ts';

describe('wrong usage', () => {
  it.each([
    ['no command', [], 'Usage'],
    ['an unknown command', ['explian'], 'Did you mean explain'],
    ['no file', ['explain'], "Missing required argument 'file'"],
    ['a missing file', ['explain', 'nowhere/nobody.json'], 'ENOENT'],
    [
      'a file that is not JSON',
      ['explain', fileOf('{')],
      'is not JSON: line 1, column 2: the end is missing.',
    ],
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

  it.each([
    [['explian'], "Unknown command 'explian' (Did you mean explain?)", 'signup-relay'],
    [['dlq', 'shwo', 'x'], "Unknown command 'shwo' (Did you mean show?)", 'signup-relay dlq'],
    [
      ['dlq', 'list', '--stoer', 'x'],
      "Unknown option '--stoer' (Did you mean --store?)",
      'signup-relay dlq list',
    ],
    [['--stage', 'prod', 'explain'], "Missing required argument 'file'", 'signup-relay explain'],
    [['help', 'dlq', 'nosuch'], "Unknown command 'nosuch'", 'signup-relay dlq'],
  ])('takes three lines for %j', async (args, first, command) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')).toEqual([
      first,
      expect.stringContaining(`Usage: npx ${command} [options]`),
      `Help: npx ${command} --help`,
    ]);
  });

  it.each([
    [['x'.repeat(100_000)]],
    [['dlq', 'list', `--${'x'.repeat(100_000)}`]],
    [['dlq', 'list', '--reason', 'x'.repeat(100_000)]],
    [['explain', 'x'.repeat(100_000)]],
    [['trigger', 'x'.repeat(100_000)]],
    [['reasons', 'x'.repeat(100_000)]],
  ])('quotes the beginning of a very long argument only', async (args) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err.length).toBeLessThan(1_000);
  });

  it('shows the help of any command with `help`, and the version', async () => {
    const help = await run('help', 'dlq', 'replay');
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('Usage: npx signup-relay dlq replay [options]');
    expect(await run('help', 'dlq', 'replay')).toEqual(await run('dlq', 'replay', '--help'));
    expect(await run('--env', 'local.env', 'help', 'dlq', 'replay')).toEqual(help);
    expect(await run('--stage=prod', 'help', 'dlq', 'replay')).toEqual(help);
    const { out } = await run('--version');
    expect(out).toMatch(/^signup-relay \d+\.\d+\.\d+$/);
  });

  it('shows its help', async () => {
    const { code, out } = await run('explain', '--help');
    expect(code).toBe(0);
    expect(out).toContain('Exit codes');
  });
});
