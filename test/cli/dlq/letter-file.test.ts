import {
  chmodSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLetterFile } from '../../../src/cli/dlq/letter-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-letters-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let files = 0;
function aFile(mode = 0o600): string {
  const path = join(folder, `${(files += 1)}.jsonl`);
  writeFileSync(path, 'before\n');
  chmodSync(path, mode);
  return path;
}

async function append(path: string): Promise<void> {
  const file = createLetterFile(path, true);
  await file.append(['a letter']);
  await file.close();
}

describe('a file that letters are added to', () => {
  it('is made for its owner only, and takes more', async () => {
    const path = join(folder, 'new.jsonl');
    await append(path);
    await append(path);
    expect(readFileSync(path, 'utf8')).toBe('a letter\na letter\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([0o644, 0o640, 0o620, 0o606])(
    'is refused if others may use it: mode %o',
    async (mode) => {
      const path = aFile(mode);
      await expect(append(path)).rejects.toThrow(`${path} can be read by others`);
      expect(readFileSync(path, 'utf8')).toBe('before\n');
    },
  );

  it('is refused as a symbolic link, also to nothing, as a hard link, and as a pipe', async () => {
    const own = aFile();
    const link = join(folder, 'link.jsonl');
    symlinkSync(own, link);
    await expect(append(link)).rejects.toThrow(`${link} is a link`);
    const dangling = join(folder, 'dangling.jsonl');
    symlinkSync(join(folder, 'nothing'), dangling);
    await expect(append(dangling)).rejects.toThrow(`${dangling} is a link`);
    const hard = join(folder, 'hard.jsonl');
    linkSync(own, hard);
    await expect(append(hard)).rejects.toThrow(`${hard} is a hard link`);
    await expect(append('/dev/null')).rejects.toThrow('/dev/null is no regular file');
    expect(readFileSync(own, 'utf8')).toBe('before\n');
  });
});
