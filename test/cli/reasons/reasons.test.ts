import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASON_TEXTS } from '../../../src/cli/reasons/reason-texts.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { REASONS } from '../../../src/event/errors.ts';
import { aTerminal } from '../../support/a-terminal.ts';

async function run(...args: readonly string[]) {
  const { terminal, out, err } = aTerminal();
  const code = await runCli(['reasons', ...args], terminal);
  return { code, out: out(), err: err() };
}

describe('signup-relay reasons', () => {
  it('has one text per reason, and docs/reasons.md is the same table', () => {
    expect(REASON_TEXTS.map(({ code }) => code)).toEqual([...REASONS, 'crashed']);
    const page = readFileSync('docs/reasons.md', 'utf8');
    const rows = page.split('\n').filter((line) => /^\| `\w+` \|/.test(line));
    expect(rows).toEqual(
      REASON_TEXTS.map(
        ({ code, meaning, whatToDo, howToReplay }) =>
          `| \`${code}\` | ${meaning} | ${whatToDo} | ${howToReplay} |`,
      ),
    );
  });

  it('prints every reason in lines that fit, without marks of Markdown', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    for (const reason of [...REASONS, 'crashed'])
      expect(out).toMatch(new RegExp(`^${reason}$`, 'm'));
    expect(out).not.toMatch(/`|\*\*/);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  it('prints only what was asked for', async () => {
    const { out } = await run('unauthorized', '--json');
    const { reasons } = JSON.parse(out) as { reasons: unknown[] };
    expect(reasons).toEqual([
      expect.objectContaining({
        code: 'unauthorized',
        howToReplay: expect.stringContaining('replay'),
      }),
    ]);
  });

  it('names the reasons that there are for another one', async () => {
    const { code, err } = await run('unauthorised');
    expect(code).toBe(2);
    expect(err).toContain('Unknown reason: unauthorised. Known reasons: invalid_json, ');
  });
});
