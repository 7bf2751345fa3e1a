import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('docs/asyncapi.yaml', () => {
  it('is what the schemas say: making it anew changes nothing', () => {
    const check = () =>
      execFileSync(process.execPath, ['scripts/asyncapi.ts', '--check'], { encoding: 'utf8' });
    expect(check).not.toThrow();
  });
});
