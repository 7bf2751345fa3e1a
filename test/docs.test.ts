import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASONS } from '../src/event/errors.ts';
import { LEFT_OUT_RULES } from '../src/event/left-out.ts';
import { NO_WORDS, YES_WORDS } from '../src/sources/form/consent-words.ts';

describe('the documentation', () => {
  it('has one row per reason, and no other', () => {
    const page = readFileSync('docs/reasons.md', 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code);
    expect(documented).toEqual([...REASONS, 'crashed']);
  });

  it('has one row per rule of what is left out, and no other', () => {
    const page = readFileSync('docs/left-out.md', 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, rule]) => rule);
    expect(documented).toEqual([...LEFT_OUT_RULES]);
  });

  it.each([
    ['## Words that grant', YES_WORDS],
    ['## Words that deny', NO_WORDS],
  ])('prints the closed list under %s as the code has it', (title, words) => {
    const page = readFileSync('docs/consent.md', 'utf8');
    const section = page.slice(page.indexOf(title)).split(/^## /m)[1] ?? '';
    const rows = [...section.matchAll(/^\| ([^|`]+) \| (.*) \|$/gm)]
      .filter(([, language]) => language !== 'language')
      .map(([, language = '', list = '']) => [
        language,
        [...list.matchAll(/`([^`]+)`/g)].map(([, word]) => word),
      ]);
    expect(Object.fromEntries(rows)).toEqual(words);
  });

  it('keeps the README within 120 lines', () => {
    expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(121);
  });

  it('names only proofs that exist, and every known failure', () => {
    const page = readFileSync('docs/guarantees.md', 'utf8');
    const proofs = [...page.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
    expect(proofs.filter((path) => !existsSync(path))).toEqual([]);
    const scripts = [...page.matchAll(/`npm run ([\w:]+)/g)].map(([, name = '']) => name);
    const { scripts: known } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts.filter((name) => known[name] === undefined)).toEqual([]);
    const failures = [...page.matchAll(/^\| D(\d+)(?:–D(\d+))?/gm)].flatMap(([, first, last]) =>
      Array.from(
        { length: Number(last ?? first) - Number(first) + 1 },
        (_, i) => Number(first) + i,
      ),
    );
    expect(failures).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
  });
});
