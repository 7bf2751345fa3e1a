import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASONS } from '../src/event/errors.ts';

describe('the documentation', () => {
  it('has one row per reason, and no other', () => {
    const page = readFileSync('docs/reasons.md', 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code);
    expect(documented).toEqual([...REASONS, 'crashed']);
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
