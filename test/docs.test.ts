import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASONS } from '../src/reasons.ts';

describe('the documentation', () => {
  it('has one row per reason, and no other', () => {
    const page = readFileSync('docs/reasons.md', 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code);
    expect(documented).toEqual([...REASONS, 'crashed']);
  });

  it('keeps the README within 120 lines', () => {
    expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(121);
  });
});
