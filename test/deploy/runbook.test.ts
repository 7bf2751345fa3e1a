import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { addConsoleCommands } from '../../src/console/console-commands.ts';
import { aTerminal } from '../support/a-terminal.ts';

const page = readFileSync('docs/runbook.md', 'utf8');

/** Every command of the page: its words before the first option or argument, and its options. */
const commands = new Map(
  [...page.matchAll(/npx signup-relay (?:--stage prod )?([^`\n]+)/g)].map(([, text = '']) => {
    const words = text.trim().split(' ');
    const named = ['dlq', 'store', 'archive'].includes(words[0] ?? '') ? 2 : 1;
    return [text, { named: words.slice(0, named), options: text.match(/--[a-z-]+/g) ?? [] }];
  }),
);

describe('the runbook', () => {
  it('has commands', () => {
    expect(commands.size).toBeGreaterThan(15);
  });

  it.each([...commands])('names a command that exists: %s', async (_, { named, options }) => {
    const { terminal, out } = aTerminal();
    expect(await runCli([...named, '--help'], terminal, [addConsoleCommands])).toBe(0);
    expect(out()).toContain(`Usage: npx signup-relay ${named.join(' ')} `);
    expect(options.filter((option) => !out().includes(option))).toEqual([]);
  });

  it('links only to places that exist', () => {
    const heads = new Set(
      [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title.toLowerCase().replaceAll(' ', '-'),
      ),
    );
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(links.filter((anchor) => !heads.has(anchor ?? ''))).toEqual([]);
  });
});
